import { Problem } from '../vocabulary/problem.ts';
import { csvOf } from './csv.ts';
import type { ExportedFile, ExportFormat, Report } from './report.ts';

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  svg: 'image/svg+xml',
  png: 'image/png',
  pdf: 'application/pdf',
};
const NAME_CHARS_MAX = 60;

/**
 * Makes a file of an answer. What a format needs is loaded with the first file of its kind. Throws Problem `usage` for
 * a picture of an answer that has no chart.
 */
export async function exportAnswer(report: Report, format: ExportFormat): Promise<ExportedFile> {
  return { name: nameOf(report, format), type: TYPES[format], bytes: await bytesOf(report, format) };
}

async function bytesOf(report: Report, format: ExportFormat): Promise<Uint8Array> {
  switch (format) {
    case 'csv':
      return csvOf(report.answer);
    case 'xlsx':
      return (await import('./xlsx.ts')).xlsxOf(report);
    case 'svg': {
      const svg = (await import('./chart-picture.ts')).chartSvg(report);
      return new TextEncoder().encode(svg ?? noChart());
    }
    case 'png':
      return (await import('./chart-picture.ts')).chartPng(report) ?? noChart();
    case 'pdf':
      return (await import('./pdf.ts')).pdfOf(report);
    default:
      return format satisfies never;
  }
}

function noChart(): never {
  throw new Problem('usage', 'This answer has no chart to make a picture of; take it as pdf, xlsx or csv.');
}

/** Of plain letters only: what was asked, and the day it stands for. */
function nameOf({ answer }: Report, format: ExportFormat): string {
  const words = [...answer.interpretation.metrics, ...answer.interpretation.by.map((by) => `by-${by}`)];
  const plain = (words.join('-') || (answer.plan?.subject ?? 'query'))
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .slice(0, NAME_CHARS_MAX);
  return `askfolio-${plain}-${answer.asOf}.${format}`;
}
