import 'bootstrap/dist/css/bootstrap.min.css';
import './styles/page.css';
import './styles/answer.css';
import './styles/pages.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { awaitToken, isEmbedded } from './embed/in-frame.ts';
import { LANGUAGE } from './strings.ts';
import { applyTheme, rememberedTheme } from './features/theme/theme.ts';

document.documentElement.lang = LANGUAGE;
applyTheme(rememberedTheme());
const place = document.getElementById('page');
if (isEmbedded()) await awaitToken();
if (place) render(<App />, place);
