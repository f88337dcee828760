// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What is kept of whom is text alone; the bot puts in where each body explains it in full. */
import "@vector-im/compound-design-tokens/assets/web/css/compound-design-tokens.css";
import "../host/page.css";
