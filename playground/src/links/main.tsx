import { mount } from '../shared/mount';
import { LinkPage } from './LinkPage';
import { tokenOf } from './token';
import '../portal/portal.css';

const page = location.pathname.split('/').at(-1) ?? '';
mount(<LinkPage page={page} token={tokenOf(page)} />);
