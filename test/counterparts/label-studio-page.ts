import type { Page } from 'playwright-core';
import { labelStudioUser } from '../../scripts/counterparts/label-studio.ts';
import { launchBrowser } from './web/browser.ts';

/** Label Studio's page, as an annotator has it open. */
export interface AnnotatorPage extends AsyncDisposable {
  page: Page;
  /** Dialogs that a script opened. */
  dialogs: string[];
  /** Opens the next task of a project. */
  open(project: number): Promise<void>;
  /** Hands the annotation in. */
  submit(): Promise<void>;
}

export async function openAnnotatorPage(url: string): Promise<AnnotatorPage> {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  // Nothing but the server itself: pages of it ask for fonts and news elsewhere.
  await page.route('**/*', (route) => (route.request().url().startsWith(url) ? route.continue() : route.abort()));
  await page.goto(`${url}/user/login/`);
  await page.fill('input[name=email]', labelStudioUser.email);
  await page.fill('input[name=password]', labelStudioUser.password);
  await page.click('button[type=submit]');
  await page.waitForURL((address) => !address.pathname.startsWith('/user/login'));
  return {
    page,
    dialogs,
    async open(project) {
      await page.goto(`${url}/projects/${project}/data?labeling=1`);
      await page.getByRole('button', { name: 'Submit' }).first().waitFor();
    },
    async submit() {
      const handedIn = page.waitForResponse(
        (response) => /\/annotations/.test(response.url()) && response.request().method() === 'POST',
      );
      await page.getByRole('button', { name: 'Submit' }).first().click();
      await handedIn;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
