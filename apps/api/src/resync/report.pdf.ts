import { createRequire } from 'node:module';
import { setImmediate as breathe } from 'node:timers/promises';
import {
  minutesOf,
  outcomeOf,
  reportSummary,
  servicesOf,
  utcWords,
  type ReportDevice,
  type ReportService,
  type RunReport,
} from '@firewatch/shared/domain/resync-report';
import PDFDocument from 'pdfkit';
import { charactersOf, drawable, NOT_DRAWN } from './font-characters.js';

const fonts = createRequire(import.meta.url);
const font = (name: string): string => fonts.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
const REGULAR = 'regular';
const BOLD = 'bold';
const MONO = 'mono';
type Face = typeof REGULAR | typeof BOLD | typeof MONO;
const FILES: Readonly<Record<Face, string>> = {
  regular: font('DejaVuSans'),
  bold: font('DejaVuSans-Bold'),
  mono: font('DejaVuSansMono'),
};
const CHARACTERS: Readonly<Record<Face, ReadonlySet<number>>> = {
  regular: charactersOf(FILES.regular),
  bold: charactersOf(FILES.bold),
  mono: charactersOf(FILES.mono),
};
const MARGIN = 48;
const RED = '#ab000f';
const GREEN = '#1c6a5b';
const DIM = '#4a545e';
const INK = '#14191e';
/** Devices written before other work of the process gets a turn. */
const IN_A_ROW = 5;
/** Longer words of a device or a person are cut: a report is read by people. */
const MOST = 600;

/** Names and words come from devices and people: a line is a line. */
const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]+/gu, ' ').slice(0, MOST);

type Pdf = InstanceType<typeof PDFDocument>;

interface Paper {
  readonly pdf: Pdf;
  /** Pages on which a character is marked, for the fonts lack it. */
  readonly marked: Set<number>;
}

const isDrawn = (text: string, face: Face): boolean => drawable(text, CHARACTERS[face]) === text;
const pageOf = (pdf: Pdf): number => pdf.bufferedPageRange().count - 1;

/** In another face rather than with marks: the regular one has the most characters. */
function write(
  { pdf, marked }: Paper,
  text: string,
  style: { size?: number; face?: Face; colour?: string } = {},
): void {
  const { size = 9, face: wanted = REGULAR, colour = INK } = style;
  const line = plain(text);
  const face = isDrawn(line, wanted) ? wanted : REGULAR;
  const begun = pageOf(pdf);
  pdf.font(face).fontSize(size).fillColor(colour).text(drawable(line, CHARACTERS[face]), { lineGap: 2 });
  if (!isDrawn(line, face)) marked.add(begun).add(pageOf(pdf));
}

/** A name, with its serial number where the name cannot be drawn whole. */
function nameText({ name, serial }: { readonly name: string; readonly serial: string | null }): string {
  return isDrawn(plain(name), REGULAR) ? name : `${name} (serial ${serial ?? 'not known'})`;
}

function opening(paper: Paper, report: RunReport): void {
  const { pdf } = paper;
  const { planned, approved, started, override, stoppedWhy, endedAt } = report;
  write(paper, `Resynchronisation ${report.label}`, { size: 18, face: BOLD });
  if (report.customerName !== null) write(paper, report.customerName, { size: 13 });
  pdf.moveDown(0.5);
  write(paper, reportSummary(report), { size: 11, face: BOLD });
  const facts = [
    report.incident === null ? '' : `Incident ${report.incident}.`,
    `Planned by ${planned.by}, ${utcWords(planned.at)}.`,
    approved === null
      ? 'No second person was asked.'
      : `Approved by ${approved.by}, ${utcWords(approved.at)}.`,
    started === null ? 'Not started.' : `Started by ${started.by}, ${utcWords(started.at)}.`,
    endedAt === null ? `Not over as of ${utcWords(report.asOf)}.` : `Over ${utcWords(endedAt)}.`,
    override === null
      ? ''
      : `A guard was overridden by ${override.by}, ${utcWords(override.at)}: "${override.reason}".`,
    stoppedWhy === null ? '' : `Stopped: ${stoppedWhy}`,
  ];
  for (const fact of facts) if (fact !== '') write(paper, fact, { colour: DIM });
  pdf.moveDown(0.5);
  write(
    paper,
    'Proven means: every service that was missing protects in a reading of the firewall that began after the call. An accepted call alone proves nothing.',
    { colour: DIM },
  );
}

function exposureText({ exposure }: ReportService, asOf: number): string {
  if (exposure === null) return '';
  const minutes = minutesOf(exposure, asOf);
  return exposure.to === null
    ? `not protected since ${utcWords(exposure.from)}, ${minutes} min so far`
    : `not protected from ${utcWords(exposure.from)} to ${utcWords(exposure.to)}, ${minutes} min`;
}

function section(paper: Paper, device: ReportDevice, report: RunReport): void {
  const { pdf } = paper;
  if (pdf.y > pdf.page.height - 160) pdf.addPage();
  pdf.moveDown(1);
  const isProven = device.outcome === 'restored';
  const of = report.customerName === null ? `, ${device.customerName}` : '';
  write(paper, `${nameText(device)}${of}: ${outcomeOf(device)}`, {
    size: 11,
    face: BOLD,
    colour: isProven ? GREEN : RED,
  });
  const serial = device.serial === null ? 'serial not known' : `serial ${device.serial}`;
  const kind = [device.vendorName, device.model, device.firmware].filter((one) => one !== null).join(' ');
  write(paper, `${kind}, ${serial}; ${device.procedure}; ${device.place}, attempt ${device.attempt}`, {
    colour: DIM,
  });
  if (device.words !== '') write(paper, device.words);
  for (const one of servicesOf(device)) {
    write(paper, `${one.name}: ${one.before?.verdict ?? 'not read'} → ${one.after?.verdict ?? 'not read'}`, {
      face: BOLD,
    });
    const words = `before "${one.before?.raw ?? ''}" (${utcWords(device.before?.at ?? null)}), after "${one.after?.raw ?? ''}" (${utcWords(device.after?.at ?? null)})`;
    write(paper, words, { size: 8, face: MONO });
    const exposure = exposureText(one, report.asOf);
    if (exposure !== '') write(paper, exposure);
  }
  for (const call of device.calls) {
    const answer =
      call.answeredAt === null ? 'no answer' : `${call.answer ?? ''} ${utcWords(call.answeredAt)}`;
    const words = call.words === '' ? '' : ` "${call.words}"`;
    write(paper, `${utcWords(call.calledAt)}  ${call.what}  ${answer}${words}`, { size: 8, face: MONO });
  }
  for (const tick of device.ticks) {
    write(paper, `${utcWords(tick.at)}  by hand, ${tick.by}: ${tick.what}`, { size: 8, face: MONO });
    write(paper, tick.evidence, { size: 8, face: MONO, colour: DIM });
  }
}

const NOTE = `${NOT_DRAWN} stands for a character that this file has no font for; the CSV of this report has it exactly.`;

function footLine(pdf: Pdf, text: string, aboveBottom: number): void {
  const { height } = pdf.page;
  pdf
    .font(REGULAR)
    .fontSize(8)
    .fillColor(DIM)
    .text(text, MARGIN, height - aboveBottom, { lineBreak: false });
}

function numberPages({ pdf, marked }: Paper, report: RunReport): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page);
    // Below the margin text would begin a page of its own.
    pdf.page.margins.bottom = 0;
    if (marked.has(page)) footLine(pdf, NOTE, 44);
    footLine(pdf, `${report.label}, as of ${utcWords(report.asOf)}; page ${page + 1} of ${count}`, 32);
  }
}

/**
 * The report on paper: A4, fonts inside the file.
 * A character that they do not have is marked, never left out, with a note on its page.
 */
export async function reportPdf(report: RunReport): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    lang: 'en',
    info: {
      Title: `Resynchronisation ${report.label}`,
      Producer: 'Firewatch',
      Creator: 'Firewatch',
      CreationDate: new Date(report.asOf),
    },
  });
  const parts: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.once('end', () => resolve(Buffer.concat(parts)));
    pdf.once('error', reject);
  });
  for (const [face, file] of Object.entries(FILES)) pdf.registerFont(face, file);
  const paper: Paper = { pdf, marked: new Set() };
  opening(paper, report);
  for (const [index, device] of report.devices.entries()) {
    if (index % IN_A_ROW === 0) await breathe();
    section(paper, device, report);
  }
  if (report.leftOut.length > 0) {
    pdf.moveDown(1);
    write(paper, 'Left out', { size: 11, face: BOLD });
    for (const one of report.leftOut) write(paper, `${nameText(one)}, ${one.customerName}: ${one.words}`);
  }
  numberPages(paper, report);
  pdf.end();
  return whole;
}
