// The name in `data-behaviour` → the function that connects the element.
import { connect as badge } from "./behaviours/badge.js"
import { connect as characterCounter } from "./behaviours/character_counter.js"
import { connect as conversation } from "./behaviours/conversation.js"
import { connect as dismiss } from "./behaviours/dismiss.js"
import { connect as newPosts } from "./behaviours/new_posts.js"
import { connect as notifications } from "./behaviours/notifications.js"
import { connect as refreshAtEnd } from "./behaviours/refresh_at_end.js"
import { connect as reviews } from "./behaviours/reviews.js"
import { connect as taskAlerts } from "./behaviours/task_alerts.js"
import { connect as taskButtons } from "./behaviours/task_buttons.js"
import { connect as taskPlaces } from "./behaviours/task_places.js"
import { connect as theme } from "./behaviours/theme.js"
import { connect as translate } from "./behaviours/translate.js"
import { connect as userCard } from "./behaviours/user_card.js"

export const behaviours = new Map([
  ["badge", badge],
  ["character_counter", characterCounter],
  ["conversation", conversation],
  ["dismiss", dismiss],
  ["new_posts", newPosts],
  ["notifications", notifications],
  ["refresh_at_end", refreshAtEnd],
  ["reviews", reviews],
  ["task_alerts", taskAlerts],
  ["task_buttons", taskButtons],
  ["task_places", taskPlaces],
  ["theme", theme],
  ["translate", translate],
  ["user_card", userCard],
])
