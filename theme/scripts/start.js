// Begin: choose the language, see whether this browser can open the page, then do.

async function start() {
  const language = chooseLanguage(navigator.languages);
  learn(CATALOGUES.en ?? {});
  learn(CATALOGUES[language] ?? {});
  speak(language);
  sayAll();
  ui('unavailable').remove();
  listen();
  if (document.documentElement.dataset.mode === 'preview') return startPreview();
  if (window.top !== window.self) return refuse('framed');
  if (!crypto.subtle) return refuse('unsupported');
  await startLocked();
}

start();
