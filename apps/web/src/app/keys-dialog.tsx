import { Dialog } from '../ui/dialog.js';

const GROUPS = [
  {
    title: 'Everywhere',
    keys: [
      ['/', 'search firewalls'],
      ['?', 'this list'],
      ['Esc', 'close, leave the search'],
    ],
  },
  {
    title: 'Fleet',
    keys: [
      ['j', 'next firewall'],
      ['k', 'previous firewall'],
      ['Enter', 'open it'],
      ['x', 'select it'],
      ['Shift x', 'select up to here'],
      ['a', 'acknowledge the incident of what is selected'],
      ['r', 'read now'],
      ['u', 'show waiting changes'],
    ],
  },
  { title: 'Incident', keys: [['a', 'acknowledge']] },
] as const;

export const KeysDialog = ({ onClose }: { onClose: () => void }) => (
  <Dialog title="Keys" onClose={onClose}>
    {GROUPS.map((group) => (
      <section key={group.title} className="key-group">
        <h3>{group.title}</h3>
        <dl>
          {group.keys.map(([key, does]) => (
            <div key={key}>
              <dt>
                {key.split(' ').map((one) => (
                  <kbd key={one}>{one}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </section>
    ))}
  </Dialog>
);
