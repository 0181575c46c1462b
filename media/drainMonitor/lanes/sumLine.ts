// The line at the top: how many drain, how long at most, how many are over.
import type { LaneOfGroup, Moment } from './standing';
import { element, setText } from '../dom';
import { sumParts } from './sumText';

interface PartElements {
  readonly root: HTMLElement;
  readonly figure: HTMLElement;
  readonly word: HTMLElement;
  readonly separator: HTMLElement;
}

export class SumLine {
  readonly root = element('p', 'sum');
  private readonly parts: PartElements[] = [];

  update(lanes: Iterable<LaneOfGroup>, moment: Moment): void {
    const texts = sumParts(lanes, moment);
    while (this.parts.length > texts.length) this.parts.pop()?.root.remove();
    texts.forEach(({ figure, word }, index) => {
      const part = this.parts[index] ?? this.addPart();
      setText(part.figure, figure);
      setText(part.word, figure === '' ? word : ` ${word}`);
      setText(part.separator, index === texts.length - 1 ? '' : ' · ');
    });
  }

  private addPart(): PartElements {
    const figure = element('span', 'sum-figure');
    const word = element('span', 'sum-word');
    const separator = element('span', 'sum-separator');
    const part = { root: element('span', 'sum-part', figure, word, separator), figure, word, separator };
    this.parts.push(part);
    this.root.append(part.root);
    return part;
  }
}
