import pdfmake from 'pdfmake';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { cellFormatter, isNumeric } from '../present/cells.ts';
import { formatDay } from '../present/dates.ts';
import { chartSvg, FONT_FILES } from './chart-picture.ts';
import type { Report } from './report.ts';

/** More rows than this make a list, not a letter; the spreadsheet has them all. */
const ROWS_MAX = 300;
const COLUMNS_MAX = 9;
const WIDE_FROM_COLUMNS = 6;
const PAGE_PT = { portrait: 515, landscape: 760 } as const;
const COLORS = { accent: '#0f6b63', muted: '#5a6764', line: '#d5dbd7' } as const;

pdfmake.setFonts({ Roboto: FONT_FILES });
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => Object.values(FONT_FILES).some((file) => file === path));

/** The answer as a document to hand to a client: the figure, its picture and table, and where everything comes from. */
export async function pdfOf(report: Report): Promise<Uint8Array> {
  return new Uint8Array(await pdfmake.createPdf(documentOf(report)).getBuffer());
}

function documentOf(report: Report): TDocumentDefinitions {
  const { question, answer, locale, madeAt } = report;
  const pageOrientation = answer.columns.length > WIDE_FROM_COLUMNS ? 'landscape' : 'portrait';
  const svg = chartSvg(report);
  const content: Content[] = [
    { text: question, style: 'title' },
    { text: answer.text, style: 'lead' },
    ...(svg === null
      ? []
      : [{ svg, width: PAGE_PT[pageOrientation], margin: [0, 4, 0, 12] } satisfies Content]),
    ...tableOf(report),
    ...listOf('Please note', answer.caveats),
    { text: 'How this was computed', style: 'heading' },
    { text: answer.interpretation.text, style: 'small' },
    {
      text: `Data as of ${formatDay(answer.asOf, locale)}, data version ${answer.dataVersion}.`,
      style: 'small',
    },
    ...report.definitions.map(({ label, description }): Content => ({
      text: [{ text: `${label}: `, bold: true }, description],
      style: 'small',
    })),
    ...listOf('Sources', report.sources),
  ];
  return {
    pageSize: 'A4',
    pageOrientation,
    pageMargins: [40, 56, 40, 48],
    info: { title: question, creator: 'Askfolio', producer: 'Askfolio', creationDate: new Date(madeAt) },
    language: 'en',
    header: { text: 'Askfolio', style: 'brand', margin: [40, 24, 40, 0] },
    footer: (page: number, pages: number): Content => ({
      columns: [
        { text: `Made on ${formatDay(madeAt.slice(0, 10), locale)}`, style: 'foot' },
        { text: `${page} / ${pages}`, style: 'foot', alignment: 'right' },
      ],
      margin: [40, 12, 40, 0],
    }),
    defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.25 },
    styles: {
      brand: { bold: true, fontSize: 10, color: COLORS.accent },
      title: { bold: true, fontSize: 17, margin: [0, 0, 0, 8] },
      lead: { fontSize: 12, margin: [0, 0, 0, 12] },
      heading: { bold: true, fontSize: 11, color: COLORS.accent, margin: [0, 14, 0, 4] },
      small: { fontSize: 9, margin: [0, 0, 0, 3] },
      foot: { fontSize: 8, color: COLORS.muted },
      th: { bold: true, fontSize: 9, color: COLORS.muted },
    },
    content,
  };
}

function tableOf({ answer, locale }: Report): Content[] {
  const columns = answer.columns.slice(0, COLUMNS_MAX);
  const rows = answer.rows.slice(0, ROWS_MAX);
  if (answer.rows.length === 0) return [];
  const formats = columns.map((column) => cellFormatter(column, answer.columns, answer.rows, locale));
  const align = columns.map((column) => (isNumeric(column) ? ('right' as const) : ('left' as const)));
  const body: TableCell[][] = [
    columns.map(({ label }, at) => ({ text: label, style: 'th', alignment: align[at] ?? 'left' })),
    ...rows.map((row) =>
      formats.map((format, at) => ({
        text: format(row[at] ?? null, row).text,
        alignment: align[at] ?? 'left',
      })),
    ),
  ];
  const left = [
    ...(answer.rows.length > rows.length ? [`The first ${rows.length} of ${answer.rows.length} rows.`] : []),
    ...(answer.columns.length > columns.length
      ? [`The first ${columns.length} of ${answer.columns.length} columns.`]
      : []),
  ];
  return [
    {
      table: { headerRows: 1, widths: columns.map((column) => (isNumeric(column) ? 'auto' : '*')), body },
      layout: {
        hLineWidth: () => 0.5,
        vLineWidth: () => 0,
        hLineColor: () => COLORS.line,
        paddingTop: () => 4,
        paddingBottom: () => 4,
      },
      fontSize: 9,
    },
    ...left.map((text): Content => ({ text, style: 'small', margin: [0, 4, 0, 0] })),
  ];
}

function listOf(title: string, texts: readonly string[]): Content[] {
  if (texts.length === 0) return [];
  return [
    { text: title, style: 'heading' },
    { ul: [...texts], fontSize: 9 },
  ];
}
