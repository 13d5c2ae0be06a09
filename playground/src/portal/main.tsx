import { takeLinkToken } from '../shared/fragment';
import { mount } from '../shared/mount';
import { Portal } from './Portal';
import './portal.css';

mount(<Portal linkToken={takeLinkToken()} />);
