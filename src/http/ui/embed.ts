// One script tag on another site: <script src="https://…/ui/embed.js" async></script> adds a button that opens the chat in a frame.
// Promises: touches nothing else on that page, loads nothing before the button is pressed, and knows nothing of what is said in the frame.
(() => {
  const script = document.currentScript as HTMLScriptElement | null;
  if (script === null) return;
  const origin = new URL(script.src).origin;
  const english = script.dataset.lang === 'en';
  const words = english ? { open: 'VNeID help', close: 'Close', title: 'VNeID community helper' } : { open: 'Hỏi về VNeID', close: 'Đóng', title: 'Trợ lý cộng đồng VNeID' };
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = words.open;
  button.setAttribute('aria-expanded', 'false');
  const base = 'position:fixed;right:16px;bottom:16px;z-index:2147483000;';
  button.style.cssText = `${base}min-height:48px;padding:0 20px;border:0;border-radius:24px;background:#0b5563;color:#fff;font:600 18px system-ui,sans-serif;cursor:pointer`;
  let frame: HTMLIFrameElement | undefined;
  button.addEventListener('click', () => {
    if (frame === undefined) {
      frame = document.createElement('iframe');
      frame.src = `${origin}${english ? '/en' : ''}/embed`;
      frame.title = words.title;
      frame.allow = 'geolocation; clipboard-write';
      frame.hidden = true;
      frame.style.cssText = `${base}bottom:76px;width:min(400px,calc(100vw - 32px));height:min(640px,calc(100vh - 96px));border:1px solid #0b5563;border-radius:16px;background:#fff`;
      document.body.append(frame);
    }
    frame.hidden = !frame.hidden;
    frame.style.display = frame.hidden ? 'none' : 'block';
    button.textContent = frame.hidden ? words.open : words.close;
    button.setAttribute('aria-expanded', String(!frame.hidden));
  });
  document.body.append(button);
})();
