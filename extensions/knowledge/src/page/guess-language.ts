// The most frequent words of running text, those that two of these languages share left out where others do.
const frequentWords: Readonly<Record<string, string>> = {
  da: 'og er ikke det jeg til af den på med har de der som kan vi ikke blev også fra meget være efter',
  de: 'und der die das ist nicht ein eine den mit von auf für sich dem auch wird sind oder aus wie noch wenn nur',
  en: 'the and of to is that it for was with as are be this not have from by which they what when',
  es: 'el los las que una por con para del está como pero más sus muy hay desde cuando también entre',
  fi: 'ja on ei se että hän oli ovat mutta kun niin tai mitä myös ole kuin vain sitä joka',
  fr: 'le les des est une et dans que pour qui sur pas avec plus au ce sont mais nous vous cette aux',
  it: 'il che di gli per una non sono della con del più anche come alla nel questo ma si le dei',
  nl: 'de het een van en dat niet zijn op voor met ook wordt aan maar door naar worden bij uit nog',
  pt: 'que não uma com para os do da em mais como mas foi ao das seu são também pelo pela isso',
  sv: 'och att det är som en på för av med den till inte har ett om men vi eller från kan när',
};

const scripts: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Han}/gu, 'zh'],
  [/\p{Script=Cyrillic}/gu, 'ru'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Arabic}/gu, 'ar'],
  [/\p{Script=Hebrew}/gu, 'he'],
];

const wordSets = Object.entries(frequentWords).map(
  ([language, words]) => [language, new Set(words.split(' '))] as const,
);

// What is looked at: a page's beginning tells as much as all of it.
const longestSample = 20_000;

/**
 * Guesses what language a text is written in, by its script, then by its most frequent words.
 * @returns ISO 639-1, or null for a text that is too short or of a language that is not known.
 */
export function guessLanguage(text: string): string | null {
  const sample = text.slice(0, longestSample);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  for (const [script, language] of scripts) {
    if ((sample.match(script)?.length ?? 0) > letters * 0.15 && letters > 10) return language;
  }
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counted = wordSets
    .map(([language, frequent]) => ({ language, share: shareOf(words, frequent) }))
    .sort((one, other) => other.share - one.share);
  const [first, second] = counted;
  if (first === undefined || second === undefined || words.length < 8) return null;
  return first.share >= 0.1 && first.share > second.share * 1.15 ? first.language : null;
}

function shareOf(words: readonly string[], frequent: ReadonlySet<string>): number {
  return words.filter((word) => frequent.has(word)).length / Math.max(1, words.length);
}
