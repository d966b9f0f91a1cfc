// A QR code as SVG nodes: it uses attributes only, which the page's strict CSP allows.
import { generate } from 'lean-qr';
import { toSvg } from 'lean-qr/extras/svg';

/** Dark on light in every colour scheme, with the quiet zone of four modules that scanners need. */
export function qrCode(text: string): SVGElement {
  const svg = toSvg(generate(text), document, { on: '#000', off: '#fff', pad: 4 });
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'QR code of the tracking link');
  svg.setAttribute('class', 'qr-code');
  return svg;
}
