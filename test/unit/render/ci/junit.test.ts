import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../../../src/model/diagnostic.js';
import { Failure } from '../../../../src/model/failure.js';
import { renderGitlabTerraform } from '../../../../src/render/ci/gitlab-terraform.js';
import {
  renderApplyJunit,
  renderFailureJunit,
  renderPlanJunit,
  renderValidateJunit,
} from '../../../../src/render/ci/junit.js';
import { HOSTILE } from '../hostile.js';
