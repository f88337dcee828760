// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { run } from "../host/run.ts";
import { announcement } from "../view/announce.ts";
import { Screen } from "../view/screen.ts";

const status = document.querySelector<HTMLElement>("[role=status]");
if (status) run(new Screen(), status, announcement);
