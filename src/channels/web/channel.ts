// The web chat as the shell knows it: its limits and how a message becomes bytes. Nothing is pushed; browsers fetch.
import type { PullChannel } from '../../ports.ts';
import { WEB_LIMITS } from './limits.ts';
import { renderWeb } from './render.ts';

export const WEB_CHANNEL: PullChannel = { name: 'web', limits: WEB_LIMITS, render: renderWeb };
