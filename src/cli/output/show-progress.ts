import type { RequestUsage } from '../../model/plan.js';
import { isUnsuccessful } from '../../model/redeploy.js';
import { createPaint } from '../../render/text/paint.js';
import { describeReading, describeRedeploying, describeWriting } from '../../render/text/progress-text.js';
import { renderServiceLine } from '../../render/text/redeploy-report-text.js';
import type { Progress } from '../../run/progress.js';
import { formatCount } from '../../text/words.js';
import { wantsColor, type Io } from '../io.js';
import { createDisplay, createRate, type Display, type Rate } from './display.js';
import type { Session } from './session.js';

/** What people see of a run, and what the run reports to. */
export interface WatchedRun {
  readonly display: Display;
  readonly onProgress: (event: Progress) => void;
}

/** Shows on standard error what a run is doing, and keeps track of how far it came. */
export const watchRun = async (io: Io, session: Session, color: boolean): Promise<WatchedRun> => {
  const display = await createDisplay(io);
  const show = createShow(io, display, color);
  return {
    display,
    onProgress: (event) => {
      session.track(event);
      show(event);
    },
  };
};

const createShow = (io: Io, display: Display, color: boolean): ((event: Progress) => void) => {
  const paint = createPaint(wantsColor(io, io.stderr, color));
  let usage: RequestUsage | null = null;
  let rate: Rate | null = null;
  let deployingSince = 0;
  return (event) => {
    switch (event.kind) {
      case 'waiting':
      case 'retrying':
        display.notify(event);
        return;
      case 'old-routes-gone':
        display.log('Notice: Qovery no longer serves the routes under /secret; using /variable instead.');
        return;
      case 'requests':
        usage = event.requests;
        return;
      case 'planned':
        return;
      case 'looking-up':
        display.say('Looking up names…');
        return;
      case 'comparing':
        display.say('Comparing manifests with Qovery…');
        return;
      case 'reading':
        display.say(() =>
          event.done === 0
            ? `Reading the secrets of ${formatCount(event.total, 'service')}…`
            : describeReading(event.done, event.total),
        );
        return;
      case 'probing':
        display.say(() =>
          io.interrupt.aborted
            ? 'Interrupted: removing what was made; a second Ctrl-C exits at once and leaves it there'
            : 'Trying the assumptions on one override…',
        );
        return;
      case 'asking-event-log':
        display.say('Asking the event log who edited what…');
        return;
      case 'writing': {
        const measured = (rate ??= createRate(io.clock));
        if (event.done > 0) measured.tick();
        display.say(() =>
          io.interrupt.aborted
            ? 'Interrupted: waiting for requests in flight; a second Ctrl-C exits at once'
            : describeWriting({
                ...event,
                rate: measured.perSecond(),
                remaining: usage?.remaining ?? null,
              }),
        );
        return;
      }
      case 'checking-deployments':
        display.stop();
        deployingSince = io.clock.now();
        display.say('Checking which services need a redeploy…');
        return;
      case 'deploying':
        display.say(() => describeRedeploying(event.services, io.clock.now() - deployingSince));
        return;
      case 'deployment-ended':
        if (isUnsuccessful(event.service) || !display.isLive) {
          display.log(renderServiceLine(event.service, paint));
        }
    }
  };
};
