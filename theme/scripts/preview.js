// The plain preview of `onboardgen serve`: same pages, no seal, redrawn when a file changes.

/** Draw the bundle as it is now; where none could be made, what is drawn stays.
 * @returns {Promise<void>} */
async function drawPreview() {
  const response = await fetch('bundle.json', { cache: 'no-store' });
  if (!response.ok) return;
  const stay = session ? window.scrollY : undefined;
  session = {
    bundle: await response.json(),
    attachment: (path) => fetchBeside(`attachments/${path}`),
    person: null, lastVisit: null, asOf: null,
  };
  openChrome();
  showRoute(stay);
}

async function startPreview() {
  new EventSource('/_events').onmessage = (event) => {
    const { kind, findings } = JSON.parse(event.data);
    if (kind === 'findings') showFindings(findings);
    else drawPreview();
  };
  await drawPreview();
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
