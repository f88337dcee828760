// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The page on which people ask to listen: a form, which needs no program in the browser. */
import "@vector-im/compound-design-tokens/assets/web/css/compound-design-tokens.css";
import "../host/page.css";
