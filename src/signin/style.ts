/** How the pages of signing in look: the colours and letters of the web page, without needing it. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f5f6f4; --surface: #ffffff; --text: #17211f; --muted: #5a6764; --line: #c9d0cc;
  --accent: #0f6b63; --accent-strong: #0a534d; --on-accent: #ffffff; --negative: #b3372f; --note: #f8f6ef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101514; --surface: #171d1c; --text: #e6ebe9; --muted: #98a5a1; --line: #3a4643;
    --accent: #5cc4b5; --accent-strong: #83d8cb; --on-accent: #06211d; --negative: #f08b80; --note: #1f1f1a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 2rem 1rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', sans-serif;
}
main {
  max-width: 26rem; margin: 8vh auto 0; padding: 2rem; background: var(--surface);
  border: 1px solid var(--line); border-radius: 0.75rem;
}
main.wide { max-width: 44rem; margin-top: 2rem; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.0625rem; }
p { margin: 0 0 1rem; }
label { display: block; margin: 0 0 0.25rem; font-weight: 600; }
input {
  width: 100%; margin: 0 0 1rem; padding: 0.5rem 0.75rem; font: inherit; color: inherit;
  background: var(--surface); border: 1px solid var(--line); border-radius: 0.375rem;
}
button {
  padding: 0.5rem 1rem; font: inherit; font-weight: 600; cursor: pointer; color: var(--on-accent);
  background: var(--accent); border: 1px solid var(--accent); border-radius: 0.375rem;
}
button:hover { background: var(--accent-strong); border-color: var(--accent-strong); }
button.quiet { color: var(--text); background: none; border-color: var(--line); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
.alert { padding: 0.5rem 0.75rem; border-left: 4px solid var(--negative); background: var(--note); }
.muted { color: var(--muted); font-size: 0.9375rem; }
.brand { margin: 0 0 0.25rem; color: var(--accent); font-weight: 700; }
.row { display: flex; gap: 1rem; align-items: center; justify-content: space-between; margin: 0.5rem 0; }
.row form { margin: 0; }
code { padding: 0.1rem 0.3rem; background: var(--note); border-radius: 0.25rem; overflow-wrap: anywhere; }
.qr svg { display: block; width: 12rem; height: 12rem; margin: 0 0 1rem; background: #fff; }
form + form, form[data-passkey] { margin-top: 1rem; }
form[data-passkey] .alert { margin: 1rem 0 0; }
ul.codes { columns: 2; padding-left: 1.25rem; }
`;
