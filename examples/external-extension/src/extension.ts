import { defineExtension } from '@infra/traits';

export default defineExtension({
  name: 'disk-space',
  jobs: [() => import('./jobs/check-disk-space.js')],
});
