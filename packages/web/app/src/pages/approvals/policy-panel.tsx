import { useState } from 'react';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { JobCell } from '../../components/job-cell.js';
import { Moment } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { Allowed, useMay } from '../../data/session.js';
import { RuleDialog } from './rule-dialog.js';
import { aboutInWords, type Policy, type Rule, ruleInWords } from './rule-in-words.js';
import { useSetRule } from './use-set-rule.js';

const ruleId = (rule: Rule) => `${rule.set_by} ${rule.job_name ?? ''} ${rule.client_id ?? ''}`;

/** What is approved without asking anybody: by what jobs declare, and by what operators say. */
export function PolicyPanel({ policy }: { policy: Policy }) {
  const mayAct = useMay('admin');
  const [setting, setSetting] = useState(false);
  const [removing, setRemoving] = useState<Rule | null>(null);
  const set = useSetRule(false);
  const columns = columnsIn(policy.currency);
  return (
    <Panel
      title="Rules"
      count={policy.total}
      flush
      actions={
        <Allowed to="admin">
          <Button icon="plus" onClick={() => setSetting(true)}>
            Set a rule
          </Button>
        </Allowed>
      }
    >
      <DataTable
        label="Rules of approval"
        columns={mayAct ? [...columns, actions(setRemoving)] : columns}
        rows={policy.rules}
        rowId={ruleId}
        empty={
          <EmptyState icon="check" title="No job asks for approval">
            A job that prices its runs, or whose definition says <code>approval</code>, stands here.
          </EmptyState>
        }
      />
      <RuleDialog open={setting} policy={policy} onClose={() => setSetting(false)} />
      <ConfirmDialog
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title="Remove the rule?"
        description={
          removing === null
            ? ''
            : `What holds for ${aboutInWords(removing)} is then what the other rules and the code say.`
        }
        confirm="Remove"
        reason="optional"
        onConfirm={(reason) =>
          set.mutateAsync({
            word: 'default',
            job: removing?.job_name ?? null,
            client: removing?.client_id ?? null,
            reason,
          })
        }
      />
    </Panel>
  );
}

function columnsIn(currency: string): Column<Rule>[] {
  return [
    {
      id: 'about',
      header: 'Runs of',
      grows: true,
      cell: ({ job_name, client_id }) => {
        const about = client_id === null ? 'for every client' : `for ${client_id}`;
        return job_name === null ? (
          <>
            <strong>Every job</strong>
            <div className="quiet">{about}</div>
          </>
        ) : (
          <JobCell job={job_name} to={`/jobs/${encodeURIComponent(job_name)}`} about={about} />
        );
      },
    },
    {
      id: 'rule',
      header: 'Rule',
      cell: (rule) => <span className="nowrap">{ruleInWords(rule, currency)}</span>,
    },
    {
      id: 'by',
      header: 'Said by',
      wideOnly: true,
      cell: ({ set_by, actor, set_at }) =>
        set_by === 'code' ? (
          <span className="quiet nowrap">its code</span>
        ) : (
          <>
            {actor ?? 'an operator'}
            {set_at === null ? null : (
              <span className="quiet">
                {' '}
                <Moment at={set_at} />
              </span>
            )}
          </>
        ),
    },
    { id: 'why', header: 'Reason', wideOnly: true, cell: ({ reason }) => reason },
  ];
}

function actions(onRemove: (rule: Rule) => void): Column<Rule> {
  return {
    id: 'actions',
    header: '',
    align: 'end',
    cell: (rule) =>
      rule.set_by === 'code' ? null : (
        <Button
          kind="quiet"
          aria-label={`Remove the rule of ${aboutInWords(rule)}`}
          onClick={() => onRemove(rule)}
        >
          Remove
        </Button>
      ),
  };
}
