// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The accessibility statement is text alone; the bot puts in whom to write to. */
import "@vector-im/compound-design-tokens/assets/web/css/compound-design-tokens.css";
import "../host/page.css";
