import 'bootstrap/dist/css/bootstrap.min.css';
import './styles/page.css';
import './styles/answer.css';
import './styles/pages.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme, rememberedTheme } from './features/theme/theme.ts';

applyTheme(rememberedTheme());
const place = document.getElementById('page');
if (place) render(<App />, place);
