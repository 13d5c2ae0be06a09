import { mount } from '../shared/mount';
import { BookPage } from './BookPage';
import './book.css';

const account = decodeURIComponent(location.pathname.split('/')[2] ?? '');
mount(<BookPage account={account} />);
