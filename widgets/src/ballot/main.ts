// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { run } from "../host/run.ts";
import { announcement } from "../view/announce.ts";
import { Ballot } from "../view/ballot.ts";

const status = document.querySelector<HTMLElement>("[role=status]");
if (status) run(new Ballot(), status, announcement);
