import { story } from '../desk.mjs';
import { addNote, card, say, signIn } from '../people.mjs';

// Pictures for people to look at; what they show is checked by the other stories.

const SCHEMES = [
  ['light', {}],
  ['dark', { GTK_THEME: 'Adwaita:dark' }],
];
const SIZES = [
  ['1280x800', [1280, 800]],
  ['900x600', [900, 600]],
];

for (const [scheme, env] of SCHEMES) {
  for (const [size, rectangle] of SIZES) {
    story(`sign-in and chat are drawn, ${scheme}, ${size}`, { env, size: rectangle }, async (desk) => {
      const shot = (name) => desk.shot(`${name}-${size}-${scheme}`);
      await desk.shows('demo-alice');
      await shot('sign-in');
      await signIn(desk, 'alice');
      await shot('chat-empty');
      await addNote(desk, 'Groceries', 'milk and eggs');
      await say(desk, 'add a task called Order toner due tomorrow');
      await card(desk, 'tasks_create', 'denied');
      await shot('chat-denied');
      await say(desk, 'delete the note Groceries');
      await card(desk, 'notes_delete', 'pending');
      await desk.shows('approve');
      await shot('chat-waiting');
      await desk.press('nav-access');
      await shot('access');
    });
  }
}
