// Parses a customer's message into fields of a job, by the notations that are usual in the US. Ambiguous parts are not
// parsed: they stay in `rest`, in the customer's words.

import { centsFrom, e164, phoneText } from '../shared/text';
import type { Kind } from './kinds';

/** The recognised values, by the names of the form's inputs. */
export type Found = Partial<
  Record<'name' | 'phone' | 'email' | 'street' | 'unit' | 'city' | 'zip' | 'price', string>
> & {
  kind?: Kind;
};

export interface Recognised {
  found: Found;
  /** The words that were not recognised, line by line; '' when all were. */
  rest: string;
  /** Whether a day or a time is named. It is not parsed: `tomorrow at 9` has to be agreed with the customer. */
  namesTime: boolean;
}

// Marks the place of a removed part, so that the words around it are not read as neighbours.
const TAKEN = '\ue000';
// The same for a price. A name often stands before a number or an address, but not before a price.
const PRICE_TAKEN = '\ue001';
const SPACE = '[^\\S\\n]';
const words = (text: string): string => text.replaceAll(' ', '|');

const EMAIL = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
const PHONE =
  /(?<![\d$.+-])(?:\+?1[\s.-]*)?(?:\([2-9]\d{2}\)|[2-9]\d{2})[\s.\-\u2010-\u2015]*[2-9]\d{2}[\s.\-\u2010-\u2015]*\d{4}(?![\d-])/;
const PHONE_ABROAD = /(?<![\d+])\+[2-9]\d?(?:[\s.-]?\d){6,13}(?!\d)/;
// Not a range (`$500-600`) nor a part of one: a person has to decide which of the two is meant.
const PRICES = [
  /(?<![\w$-])\$\s?\d[\d,]*(?:\.\d{2})?(?![\d.,]*\d|\s?[-\u2010-\u2015]\s?\$?\d|\s?k\b)/gi,
  /(?<![\w$.,-])\d[\d,]*(?:\.\d{2})?\s?(?:\$(?!\d)|dollars\b|bucks\b|usd\b)/gi,
];

const DIRECTION = '(?:north|south|east|west|[ns][ew]|[nsew])';
const SUFFIX = `(?:${words(
  'avenue aven ave av street st drive dr road rd boulevard blvd lane ln court ct place pl way circle cir terrace ter ' +
    'trail trl parkway pkwy highway hwy square sq loop row walk alley aly point pt glen cove ridge path plaza',
)})`;
// Spanish street names begin with the kind of street, and Broadway has none.
const PREFIX = `(?:${words('camino caminito calle via paseo avenida corte vista rancho plaza')})`;
// Words that are in no street's name but may stand between a number and one: `2 couches, park ave`.
const NO_STREET_WORD = `(?:${words(
  'at on in and from near to for of is my with off am pm yard yards yd foot ft dumpster dumpsters trailer trailers ' +
    'couch couches bag bags mattress mattresses hour hours hr hrs day days week weeks min mins minute minutes ' +
    'item items piece pieces load loads bed beds truck trucks dollars bucks by this that it we i need needs',
)})`;
const STREET_WORD = `(?!${NO_STREET_WORD}\\b)(?:\\d{1,3}(?:st|nd|rd|th)|[a-z][a-z'\u2019.-]*)`;
const GAP = `(?:${SPACE}+)`;
const STREET = new RegExp(
  `(?<![\\w$#.,/-])\\d{1,6}(?:-\\d{1,4})?[a-z]?(?:${GAP}1/2)?(?:${GAP}${DIRECTION}\\.?)?${GAP}` +
    `(?:(?:${STREET_WORD}${GAP}){1,4}?${SUFFIX}\\b\\.?(?:(?<=highway|hwy)${GAP}\\d{1,3}\\b)?|${PREFIX}(?:${GAP}${STREET_WORD}){1,3}?(?=${SPACE}*(?:[,\\n#${TAKEN}]|\\d|$|apt|unit|ste))` +
    `|broadway\\b|(?:highway|hwy|route)${GAP}\\d{1,3}\\b)(?:${GAP}${DIRECTION}\\b\\.?(?!${GAP}?\\d))?`,
  'i',
);
const UNIT = new RegExp(
  `^[\\s,]*((?:(?:apartment|apt|unit|suite|ste|room|rm|bldg|building|lot|space|spc|trlr|floor|fl|no)\\b\\.?${SPACE}*#?|#)${SPACE}*` +
    `(?:\\d+[a-z]?|[a-z]\\d*)(?:-\\w+)?\\b|\\d{1,3}(?:st|nd|rd|th)${GAP}(?:floor|fl)\\b)`,
  'i',
);
const STATE = '(?:CA|Calif\\.?|California)';
const ZIP = '\\d{5}(?:-\\d{4})?';
const ZIP_ALONE = new RegExp(`(?<![\\w$#.,/-])${ZIP}(?![\\w/-]|[.,]\\d)`);
const AFTER_CITY = `(?:[\\s,.]*\\b${STATE}\\b[\\s,.]*|[\\s,]+)`;
/** The cities of the service area: without a ZIP code or a state after it, only these are recognised as a city. */
const KNOWN_CITIES = `(?:${words('San~Diego La~Mesa Chula~Vista El~Cajon National~City Santee Lemon~Grove Coronado Imperial~Beach Poway Escondido Oceanside Carlsbad Encinitas Vista San~Marcos Del~Mar Solana~Beach La~Jolla Spring~Valley Lakeside Ramona Bonita Alpine Fallbrook Rancho~Santa~Fe Jamul San~Ysidro').replaceAll('~', `${SPACE}+`)})`;
const KNOWN_CITY = new RegExp(`^[\\s,]*(?:in${SPACE}+)?(${KNOWN_CITIES})\\b`, 'i');
/** One word alone could be a person's name: `Ramona`. */
const LONG_CITY_ANYWHERE = new RegExp(`\\b(${KNOWN_CITIES})\\b`, 'gi');
const CITY_BEFORE_ZIP = new RegExp(
  `^[\\s,]*([a-z][a-z'.-]*(?:${SPACE}+[a-z][a-z'.-]*){0,2}?)${AFTER_CITY}(?=${ZIP_ALONE.source})`,
  'i',
);
const CITY_BEFORE_STATE = new RegExp(
  `^[\\s,]*([a-z][a-z'.-]*(?:${SPACE}+[a-z][a-z'.-]*){0,2}?)[\\s,]+(?=${STATE}\\b)`,
  'i',
);
const STATE_HERE = new RegExp(`^[\\s,.]*\\b${STATE}\\b`, 'i');
const ZIP_HERE = new RegExp(`^[\\s,.]*(${ZIP})(?![\\w/-]|[.,]\\d)`);

// The first that is named decides: a dump trailer is a trailer, and what is thrown into a dumpster is junk.
export const KINDS: [Kind, RegExp][] = [
  ['trailer_rental', /\btrailers?\b(?!\s+(?:park|home))/i],
  ['dumpster_rental', /\b(?:dumpsters?|roll[\s-]?offs?|\d+[\s-]*(?:yd|yard)s?\b)/i],
  [
    'junk_removal',
    /\b(?:junk|haul\w*|remov\w*|couch\w*|sofas?|fridges?|refrigerators?|mattress\w*|furniture|trash|garbage|debris|clean[\s-]?outs?|get rid of|pick[\s-]?up|washer|dryer|dresser|hot tub|appliances?|old \w+)\b/i,
  ],
];

const NAME_WORD = "[\\p{L}][\\p{L}'\u2019.-]*";
const NO_NAME = new RegExp(
  `^(?:${words(
    'hi hello hey yo good morning afternoon evening dear thanks thank thx ty please pls plz you cheers regards best the a an ' +
      'hola soy llamo ca california my our your me i we it this that there here is are am was be in on at to for from of and or with by off near need needs ' +
      'want wants have has got looking calling texting writing trying wondering hoping ready available interested going asap ' +
      'urgent can could would will do does how what when where who much many old new junk haul hauling removal remove pickup ' +
      'pick up dumpster trailer rental rent couch couches sofa fridge mattress furniture trash quote price phone cell mobile ' +
      'tel call text address addr street unit apt name email e-mail mail zip city number today tomorrow tonight monday tuesday ' +
      'wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun yard garage cleanout clean out cleaning demo debris yards about just also not no ' +
      'around deposit asking offer offering budget yes ok okay so if any some sir madam maam team guys folks customer client owner tenant job jobs pending request order',
  )})$`,
  'iu',
);
const INTRODUCED = new RegExp(
  `(?<![\\p{L}])(?:my name is|my name['\u2019]s|me llamo|soy|(?:full |first )?name${SPACE}*[:=-]|customer${SPACE}*[:=]|contact(?: is)?${SPACE}*:?|ask for|from${SPACE}*[:=]|this is|i am|i['\u2019]m|it['\u2019]s)${SPACE}*(${NAME_WORD}(?:${SPACE}+${NAME_WORD}){0,3})`,
  'giu',
);
const SIGNED = new RegExp(
  `(?:^|[\\s.!?,${TAKEN}])${SPACE}*(?:(?:thanks|thank you|thx|cheers|regards|best)[\\s,.!-]*|[-\u2013\u2014~]${SPACE}*)(${NAME_WORD}(?:${SPACE}+${NAME_WORD}){0,2})${SPACE}*[.!]?${SPACE}*$`,
  'iu',
);
const HERE = new RegExp(
  `(?:^|[\\n,.!])${SPACE}*(?:(?:hi|hello|hey)[\\s,!]+)?(${NAME_WORD}(?:${SPACE}+${NAME_WORD})?)${SPACE}+here\\b`,
  'iu',
);
const STANDS_ALONE = new RegExp(
  `(^|[\\n.,;:!?]|${TAKEN})${SPACE}*(?:(?:hi|hello|hey)[\\s,!]+)?(${NAME_WORD}(?:${SPACE}+${NAME_WORD}){0,3})${SPACE}*(?=[\\n,;:|/\u2013\u2014-]|${TAKEN}|$)`,
  'giu',
);

const LABEL =
  /(?:^|(?<=[\n,;|\ue000]))[^\S\n]*(?:(?:my|the)\s+)?(?:full name|name|customer|from|contact|ask for|phone(?: number)?|cell|mobile|tel|number|e-?mail|addr(?:ess)?|street|location|zip(?: code)?|city|unit|price|quote|offer)\s*(?:is\b|[:=-])?[^\S\n]*(?=\ue000|$|\n)/gim;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f/gu;

const TIME = new RegExp(
  `(?<!good${SPACE}+)\\b(?:${words(
    'today tonight tomorrow tmrw morning noon afternoon evening weekend monday tuesday wednesday thursday friday saturday ' +
      'sunday mon tue tues wed thu thur thurs fri sat asap',
  )})\\b|\\bnext${SPACE}+(?:week|month)\\b|\\b\\d{1,2}(?::\\d{2})?${SPACE}?[ap]\\.?m\\b|\\b\\d{1,2}:\\d{2}\\b|\\b\\d{1,2}/\\d{1,2}\\b`,
  'i',
);

/** A message from which recognised parts are removed one after another. */
class Message {
  text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Removes the match. Returns it with its position. */
  take(pattern: RegExp): { match: RegExpExecArray; at: number } | null {
    const match = new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(this.text);
    if (!match) return null;
    this.cut(match.index, match.index + match[0].length);
    return { match, at: match.index };
  }

  cut(from: number, to: number, mark = TAKEN): void {
    this.text = this.text.slice(0, from) + mark + this.text.slice(to);
  }

  /** Removes the match that directly follows a removed part. Returns its group. */
  follow(at: number, pattern: RegExp): string | null {
    const match = pattern.exec(this.text.slice(at + TAKEN.length));
    if (!match) return null;
    this.text = this.text.slice(0, at + TAKEN.length) + this.text.slice(at + TAKEN.length + match[0].length);
    return tidy(match[1] ?? '');
  }
}

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The price in the message; none where it has two different ones. */
function takePrice(message: Message): string | null {
  const named = PRICES.flatMap((pattern) => [...message.text.matchAll(pattern)]);
  const amount = (text: string): string => text.replace(/[^\d.]/g, '');
  const amounts = new Set(named.map(([text]) => centsFrom(amount(text))));
  const first = named[0];
  if (!first || amounts.size !== 1) return null;
  message.cut(first.index, first.index + first[0].length, PRICE_TAKEN);
  return amount(first[0]);
}

function takeAddress(message: Message): Found {
  const found: Found = {};
  const put = (name: 'street' | 'unit' | 'city' | 'zip', value: string | null): void => {
    if (value) found[name] = value;
  };
  const street = message.take(STREET);
  if (street) {
    const { at, match } = street;
    put('street', tidy(match[0]).replace(/[.,]$/, ''));
    put('unit', message.follow(at, UNIT));
    put(
      'city',
      message.follow(at, KNOWN_CITY) ??
        message.follow(at, CITY_BEFORE_ZIP) ??
        message.follow(at, CITY_BEFORE_STATE),
    );
    message.follow(at, STATE_HERE);
    put('zip', message.follow(at, ZIP_HERE));
  }
  if (!found.city) put('city', takeCity(message));
  if (!found.zip) put('zip', message.take(ZIP_ALONE)?.match[0] ?? null);
  return found;
}

/** A city that does not follow its street: at least two words, or directly before a ZIP code or a state. */
function takeCity(message: Message): string | null {
  for (const match of message.text.matchAll(LONG_CITY_ANYWHERE)) {
    const after = message.text.slice(match.index + match[0].length);
    if (!/\s/.test(match[0]) && !STATE_HERE.test(after) && !ZIP_HERE.test(after)) continue;
    const state = STATE_HERE.exec(after)?.[0].length ?? 0;
    message.cut(match.index, match.index + match[0].length + state);
    return tidy(match[0]);
  }
  return null;
}

/** The words up to the first one that cannot be part of a name; '' where that is the first word. */
function nameIn(candidate: string, most: number): string {
  const kept: string[] = [];
  for (const word of candidate.split(/\s+/)) {
    if (kept.length === most || NO_NAME.test(word.replace(/[.,]+$/, ''))) break;
    kept.push(word);
    if (/.{3,}\.$/.test(word)) break; // the end of a sentence; `J.` and `Jr.` are none
  }
  return kept.join(' ').replace(/[.,-]+$/, '');
}

const isCapitalised = (name: string): boolean => /^\p{Lu}/u.test(name);

/** Removes the name at that position, with the words that introduced it. */
function taken(message: Message, match: RegExpExecArray, name: string): string {
  const start = match.index + match[0].lastIndexOf(match[1] ?? '');
  const from = /[:=-]\s*$|\bis\s*$|['\u2019][sm]\s*$|\bam\s*$|\b(?:soy|llamo)\s*$/i.test(
    message.text.slice(match.index, start),
  )
    ? match.index
    : start;
  message.cut(from, start + name.length);
  return name;
}

function takeName(message: Message): string | null {
  for (const match of message.text.matchAll(INTRODUCED)) {
    const name = nameIn(match[1] ?? '', 3);
    const sure = /name|customer|from|ask|soy|llamo/i.test(match[0].slice(0, -(match[1]?.length ?? 0)));
    // In lower case only after words that nothing but a name can follow: `this is sarah`, but not `it's heavy`.
    if (name && (sure || isCapitalised(name) || (/^this is/i.test(match[0]) && name.split(' ').length <= 2)))
      return taken(message, match, name);
  }
  const here = HERE.exec(message.text);
  const hereName = nameIn(here?.[1] ?? '', 2);
  if (here && hereName === here[1]) {
    const end = here.index + here[0].length;
    message.cut(end - here[0].length + here[0].indexOf(hereName), end);
    return hereName;
  }
  const signed = SIGNED.exec(message.text.trimEnd());
  const signature = nameIn(signed?.[1] ?? '', 3);
  if (signed && signature === signed[1] && isCapitalised(signature)) {
    const start = signed.index + signed[0].lastIndexOf(signature);
    message.cut(start, start + signature.length);
    return signature;
  }
  for (const match of message.text.matchAll(STANDS_ALONE)) {
    const [whole, before = '', candidate = ''] = match;
    const name = nameIn(candidate, 3);
    const beforeSomething = message.text.startsWith(whole + TAKEN, match.index);
    const first =
      message.text
        .slice(0, match.index + before.length)
        .replaceAll(TAKEN, '')
        .trim() === '';
    const ownPlace = before !== '' && before !== '\n' && before !== TAKEN ? isCapitalised(name) : true;
    if (name !== candidate || !((beforeSomething && ownPlace) || (first && isCapitalised(name)))) continue;
    const start = match.index + whole.lastIndexOf(candidate);
    message.cut(start, start + name.length);
    return name;
  }
  return null;
}

function restOf(text: string): string {
  return text
    .replaceAll(PRICE_TAKEN, TAKEN)
    .replace(LABEL, '')
    .replace(/[^\S\n]*\ue000(?:[^\S\n]*\ue000)*[^\S\n]*/g, '\ue000')
    .split('\n')
    .map((line) =>
      tidy(line.replace(/(?:[,;|/\u2013\u2014-]\s*)?\ue000(?=\s*[,.;!?])/g, '').replaceAll('\ue000', ' '))
        .replace(/^[\s,.;:|/)\u2013\u2014-]+|[\s,;:|/(\u2013\u2014-]+$/gu, '')
        .trim(),
    )
    .filter((line) =>
      /[\p{L}\p{N}]/u.test(line.replace(/^(?:hi|hello|hey|thanks|thank you|thx|here)[\s!.,]*$/i, '')),
    )
    .join('\n');
}

/** Parses a message. Phone numbers are in the notation of the form, other values as the customer wrote them. */
export function parseMessage(typed: string): Recognised {
  const message = new Message(
    typed
      .replace(/\r\n?/g, '\n')
      .replace(/[\ue000\ue001]/g, '')
      .replace(EMOJI, ' ')
      .replace(/\u00a0/g, ' '),
  );
  const kind = KINDS.find(([, pattern]) => pattern.test(message.text))?.[0];
  const email = message.take(EMAIL)?.match[0];
  const phone = (message.take(PHONE_ABROAD) ?? message.take(PHONE))?.match[0];
  const price = takePrice(message);
  const number = phone ? e164(phone) : null;
  const found: Found = {
    ...takeAddress(message),
    ...(kind && { kind }),
    ...(email && { email }),
    ...(number && { phone: phoneText(number) }),
    ...(price && { price }),
  };
  const name = takeName(message);
  const rest = restOf(message.text);
  return { found: name ? { name, ...found } : found, rest, namesTime: TIME.test(rest) };
}
