import { DropdownMenu } from 'radix-ui';
import { Icon } from '../components/icon.js';
import { useLogOut, useSession } from '../data/session.js';

/** Who is logged in, with which role, and the way out. */
export function SessionMenu() {
  const { name, role, can_log_out } = useSession();
  const logOut = useLogOut();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button session" data-kind="quiet" aria-label={`${name}, ${role}`}>
        <Icon name="person" size={14} />
        <span className="word">{name}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <DropdownMenu.Label className="label">
            {name}{' '}
            <span className="quiet">
              is {role === 'viewer' ? 'a' : 'an'} {role}
            </span>
          </DropdownMenu.Label>
          {can_log_out ? (
            <DropdownMenu.Item className="item" onSelect={() => void logOut()}>
              Log out
            </DropdownMenu.Item>
          ) : (
            <DropdownMenu.Item className="item" disabled>
              Logged in by the host
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
