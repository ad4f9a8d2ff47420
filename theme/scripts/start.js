// Begin: choose the language, see whether this browser can open the page, then do.

/** Whether the browser has all that unsealing needs. */
function isAble() {
  try {
    return Boolean(crypto.subtle && new DecompressionStream('deflate-raw'));
  } catch {
    return false;
  }
}

async function start() {
  const language = chooseLanguage(navigator.languages);
  learn(catalogues.en ?? {});
  learn(catalogues[language] ?? {});
  speak(language);
  sayAll();
  ui('unavailable').remove();
  listen();
  if (document.documentElement.dataset.mode === 'preview') return startPreview();
  if (window.top !== window.self) return refuse('framed');
  if (!isAble()) return refuse('unsupported');
  await startLocked();
}

start();
