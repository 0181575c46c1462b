// What a screen reader is told without being asked: at most one sentence every few seconds, however much happens.
import { element, setText } from './dom';

const LEAST_PAUSE_MILLISECONDS = 5_000;
/** So long what was said stays in the document, where a reader who browses would take it for the present state. */
const STAYS_MILLISECONDS = 4_500;

export class Announcer {
  readonly region = element('div', 'visually-hidden');
  private readonly news: () => string;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private isNewsWaiting = false;

  /** @param news what is news since it was last asked; empty for nothing */
  constructor(news: () => string) {
    this.news = news;
    this.region.setAttribute('role', 'status');
  }

  /** Something may be news: it is said now, or together with what comes until the pause is over. */
  speak(): void {
    this.isNewsWaiting = this.pause !== undefined;
    if (this.isNewsWaiting) return;
    const sentence = this.news();
    if (sentence === '') return;
    setText(this.region, sentence);
    setTimeout(() => {
      setText(this.region, '');
    }, STAYS_MILLISECONDS);
    this.pause = setTimeout(() => {
      this.pause = undefined;
      if (this.isNewsWaiting) this.speak();
    }, LEAST_PAUSE_MILLISECONDS);
  }
}
