import { Answer } from '../../components/answer.js';
import { Facts } from '../../components/facts.js';
import { Panel } from '../../components/panel.js';
import { useArtifact } from '../../data/use-artifact.js';
import { databaseInWords, retentionInWords } from './storage.js';

/** Which database it is, and how long what is kept in it. */
export function StoragePanel() {
  const configuration = useArtifact<'config show'>('/api/configuration');
  return (
    <Panel title="Database and retention">
      <Answer of={configuration} lines={4}>
        {({ database, configuration: shown }) => (
          <Facts of={[...databaseInWords(database), ...retentionInWords(shown['retention'])]} />
        )}
      </Answer>
    </Panel>
  );
}
