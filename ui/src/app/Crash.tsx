import { Button } from '@mantine/core';
import { Component } from 'react';
import { EmptyState } from '@/components/EmptyState';
import { words } from '@/words';
import classes from './Shell.module.css';

/** A page that fails says so, and what to do. */
export class Crash extends Component<{ children: React.ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div className={classes.frame}>
        <EmptyState title={words.errors.crashed} line={words.errors.crashedLine}>
          <Button onClick={() => location.reload()}>{words.errors.reload}</Button>
        </EmptyState>
      </div>
    );
  }
}
