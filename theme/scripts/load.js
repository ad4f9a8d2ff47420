// The first script. It unfolds styles and the main script, which stand deflated in the page; the
// policy of the page knows their texts by their hashes, and lets in no others.
(async () => {
  try {
    const letters = document.getElementById('packed').textContent;
    const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const { style, script } = await new Response(stream).json();
    const rules = { createHTML: (text) => text, createScript: (text) => text };
    const policy = globalThis.trustedTypes?.createPolicy('onboardgen', rules) ?? rules;
    const [look, main] = ['style', 'script'].map((name) => document.createElement(name));
    look.textContent = style;
    document.head.append(look);
    main.textContent = policy.createScript(script);
    main.handed = policy;
    document.body.append(main);
    main.remove();
  } catch {
    // A browser that cannot unfold it shows what stands in the page: that it does not run here.
  }
})();
