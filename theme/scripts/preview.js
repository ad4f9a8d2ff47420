// The plain preview of `onboardgen serve`: same pages, no seal, redrawn when a file changes.

async function loadPreview() {
  const response = await fetch('bundle.json', { cache: 'no-store' });
  session = {
    bundle: await response.json(),
    attachment: (path) => fetchBeside(`attachments/${path}`),
    person: null, lastVisit: null, asOf: null,
  };
}

async function startPreview() {
  await loadPreview();
  openChrome();
  showRoute();
  const events = new EventSource('/_events');
  events.onmessage = async (event) => {
    const { kind, findings } = JSON.parse(event.data);
    if (kind === 'findings') return showFindings(findings);
    await loadPreview();
    const y = window.scrollY;
    openChrome();
    showRoute(y);
  };
}

/** List what is wrong with the workspace; an empty list clears the panel.
 * @param {{code: string, severity: string, message: string, hint: string, path: string, line: number, column: number}[]} findings */
function showFindings(findings) {
  const panel = ui('findings');
  panel.hidden = findings.length === 0;
  const list = make('ol', '');
  for (const finding of findings) {
    const item = make('li', '', { 'data-severity': finding.severity });
    item.append(make('code', `${finding.path}:${finding.line}:${finding.column}`), make('p', `${finding.code} ${finding.message}`));
    if (finding.hint) item.append(make('p', finding.hint));
    list.append(item);
  }
  panel.replaceChildren(make('h2', say('findings')), list);
}
