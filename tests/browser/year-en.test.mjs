// year-en.test.mjs - Suldal's year in English.
// SPDX-License-Identifier: EUPL-1.2
import { aYear } from './year.mjs';

export const alone = true; // it brings a server of its own
export const tests = aYear('en', { number: '964979189', domain: 'suldal.example' });
