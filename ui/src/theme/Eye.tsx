import { IconEye, IconEyeOff } from '@tabler/icons-react';

export function Eye({ reveal }: { reveal: boolean }) {
  const Icon = reveal ? IconEyeOff : IconEye;
  return <Icon size={16} stroke={1.75} aria-hidden="true" />;
}
