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

const fonts = createRequire(import.meta.url);
const font = (name: string): string => fonts.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
const REGULAR = 'regular';
const BOLD = 'bold';
const MONO = 'mono';
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

function write(pdf: Pdf, text: string, style: { size?: number; face?: string; colour?: string } = {}): void {
  const { size = 9, face = REGULAR, colour = INK } = style;
  pdf.font(face).fontSize(size).fillColor(colour).text(plain(text), { lineGap: 2 });
}

function opening(pdf: Pdf, report: RunReport): void {
  const { planned, approved, started, override, stoppedWhy, endedAt } = report;
  write(pdf, `Resynchronisation ${report.label}`, { size: 18, face: BOLD });
  if (report.customerName !== null) write(pdf, report.customerName, { size: 13 });
  pdf.moveDown(0.5);
  write(pdf, reportSummary(report), { size: 11, face: BOLD });
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
  for (const fact of facts) if (fact !== '') write(pdf, fact, { colour: DIM });
  pdf.moveDown(0.5);
  write(
    pdf,
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

function section(pdf: Pdf, device: ReportDevice, report: RunReport): void {
  if (pdf.y > pdf.page.height - 160) pdf.addPage();
  pdf.moveDown(1);
  const isProven = device.outcome === 'restored';
  const of = report.customerName === null ? `, ${device.customerName}` : '';
  write(pdf, `${device.name}${of}: ${outcomeOf(device)}`, {
    size: 11,
    face: BOLD,
    colour: isProven ? GREEN : RED,
  });
  const serial = device.serial === null ? 'serial not known' : `serial ${device.serial}`;
  const kind = [device.vendorName, device.model, device.firmware].filter((one) => one !== null).join(' ');
  write(pdf, `${kind}, ${serial}; ${device.procedure}; ${device.place}, attempt ${device.attempt}`, {
    colour: DIM,
  });
  if (device.words !== '') write(pdf, device.words);
  for (const one of servicesOf(device)) {
    write(pdf, `${one.name}: ${one.before?.verdict ?? 'not read'} → ${one.after?.verdict ?? 'not read'}`, {
      face: BOLD,
    });
    const words = `before "${one.before?.raw ?? ''}" (${utcWords(device.before?.at ?? null)}), after "${one.after?.raw ?? ''}" (${utcWords(device.after?.at ?? null)})`;
    write(pdf, words, { size: 8, face: MONO });
    const exposure = exposureText(one, report.asOf);
    if (exposure !== '') write(pdf, exposure);
  }
  for (const call of device.calls) {
    const answer =
      call.answeredAt === null ? 'no answer' : `${call.answer ?? ''} ${utcWords(call.answeredAt)}`;
    const words = call.words === '' ? '' : ` "${call.words}"`;
    write(pdf, `${utcWords(call.calledAt)}  ${call.what}  ${answer}${words}`, { size: 8, face: MONO });
  }
  for (const tick of device.ticks) {
    write(pdf, `${utcWords(tick.at)}  by hand, ${tick.by}: ${tick.what}`, { size: 8, face: MONO });
    write(pdf, tick.evidence, { size: 8, face: MONO, colour: DIM });
  }
}

function numberPages(pdf: Pdf, report: RunReport): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page);
    // Below the margin text would begin a page of its own.
    pdf.page.margins.bottom = 0;
    pdf
      .font(REGULAR)
      .fontSize(8)
      .fillColor(DIM)
      .text(
        `${report.label}, as of ${utcWords(report.asOf)}; page ${page + 1} of ${count}`,
        MARGIN,
        pdf.page.height - 32,
        {
          lineBreak: false,
        },
      );
  }
}

/**
 * The report on paper: A4, fonts inside the file.
 * A character that they do not have is shown as an empty box, never left out.
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
  pdf.registerFont(REGULAR, font('DejaVuSans'));
  pdf.registerFont(BOLD, font('DejaVuSans-Bold'));
  pdf.registerFont(MONO, font('DejaVuSansMono'));
  opening(pdf, report);
  for (const [index, device] of report.devices.entries()) {
    if (index % IN_A_ROW === 0) await breathe();
    section(pdf, device, report);
  }
  if (report.leftOut.length > 0) {
    pdf.moveDown(1);
    write(pdf, 'Left out', { size: 11, face: BOLD });
    for (const one of report.leftOut) write(pdf, `${one.name}, ${one.customerName}: ${one.words}`);
  }
  numberPages(pdf, report);
  pdf.end();
  return whole;
}
