import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from './icon.js';

type Kind = 'plain' | 'primary' | 'danger' | 'quiet';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` for the one thing that a page or dialog is for, `danger` for what cannot be taken back. */
  readonly kind?: Kind;
  readonly icon?: IconName;
  /** Whether what it does is under way: then it cannot be pressed again. */
  readonly busy?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** Something that can be done. */
export function Button({ kind = 'plain', icon, busy = false, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={['button', className].filter(Boolean).join(' ')}
      data-kind={kind}
      aria-busy={busy || undefined}
      disabled={rest.disabled === true || busy}
    >
      {icon === undefined ? null : <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

/** A button that is only an icon; `label` is read aloud and shown when the pointer rests on it. */
export function IconButton({
  label,
  icon,
  ...rest
}: Omit<ButtonProps, 'children'> & { label: string; icon: IconName }) {
  return (
    <Button kind="quiet" {...rest} icon={icon} aria-label={label} title={label} className="icon-button" />
  );
}

/** A link that looks like a button. */
export function LinkButton({ to, icon, kind = 'plain', children }: LinkButtonProps) {
  return (
    <Link to={to} className="button" data-kind={kind}>
      {icon === undefined ? null : <Icon name={icon} size={14} />}
      {children}
    </Link>
  );
}

interface LinkButtonProps {
  readonly to: string;
  readonly icon?: IconName;
  readonly kind?: Kind;
  readonly children: ReactNode;
}
