// What the benchmarks have in common: processes that say where they listen, medians, and the table of results.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Result
 * @property {string} what
 * @property {string} figures
 * @property {number} value
 * @property {'at least' | 'at most'} demand
 * @property {number} limit
 * @property {string} unit
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts Node and waits until it has printed where it listens.
 * @param {string[]} args
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void> }>}
 */
export function startServer(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(child);
    const exited = new Promise((ended) => child.once('exit', ended)).then(() => {
      running.delete(child);
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const url = /listening on (http:\S+)/.exec(output)?.[1];
      if (url === undefined || child.pid === undefined) return;
      resolve({
        url,
        pid: child.pid,
        stop: () => {
          child.kill();
          return exited;
        },
      });
    });
    void exited.then(() => reject(new Error(`${args.join(' ')} ended: ${output}`)));
  });
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Resident memory of a process, in megabytes. @param {number} pid */
export function residentMegabytes(pid) {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Prints the results; whether all are within their limits. @param {Result[]} results */
export function report(results) {
  let good = true;
  for (const { what, figures, value, demand, limit, unit } of results) {
    const met = demand === 'at least' ? value >= limit : value <= limit;
    good &&= met;
    console.log(
      `${met ? 'ok  ' : 'FAIL'} ${what}: ${value.toFixed(2)} ${unit} (${demand} ${limit}); ${figures}`,
    );
  }
  return good;
}
