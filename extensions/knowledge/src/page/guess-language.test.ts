import { expect, test } from 'vitest';
import { guessLanguage } from './guess-language.js';

test.each([
  ['en', 'A retry is a loan. It borrows capacity from a system that has just told you that it has none.'],
  [
    'de',
    'Ein Name ist eine Abkürzung für das, was man sonst jedes Mal erklären müsste, und er ist nicht nur Zier.',
  ],
  [
    'fr',
    'Les données sont dans la base, et il faut une requête pour les lire avec les droits qui sont nécessaires.',
  ],
  ['es', 'Los trabajos que fallan por la noche son los que más hay que mirar, pero no todos los días.'],
  ['it', 'Non si deve dimenticare che il lavoro della notte è più lento e che le code sono lunghe.'],
  [
    'nl',
    'Het is niet altijd duidelijk wat een taak heeft gedaan, maar het wordt wel in een tabel geschreven.',
  ],
  ['pt', 'Não é fácil saber o que uma tarefa fez, mas está na tabela com os dados que foram gravados.'],
  ['sv', 'Det är inte lätt att veta vad som har hänt, men det finns i en tabell för den som vill läsa.'],
  ['ja', 'これは日本語で書かれた短い手紙です。お元気ですか。'],
  ['ru', 'Это письмо написано по-русски, и его нельзя спутать с другим.'],
])('knows running text in %s', (language, text) => {
  expect(guessLanguage(text)).toBe(language);
});

test.each([
  ['nothing', ''],
  ['a few words', 'the queue of jobs'],
  ['code', 'const x = 1; let y = x + 2; return y * x; function f(a, b) { g(a); h(b); }'],
])('does not guess at %s', (_, text) => {
  expect(guessLanguage(text)).toBeNull();
});
