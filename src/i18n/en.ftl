# Failures
not-permitted = You do not have the permission { $permission }.
customer-not-found = There is no such customer.
record-not-found = There is no such record.
version-conflict = Somebody has changed this since you read it. Read it again, then decide.
wrong-state = Not possible while it is { $state }.
customer-already-deleted = This customer is deleted. What is kept can be read, not changed.
plate-taken = The plate { $plate } is on another vehicle.
booking-time-taken = The time of booking { $number } has been taken since.
slot-taken = The provider is busy at this time.
too-late = It is too late to do this here. Please contact us.
not-for-customers = This cannot be done here. Please contact us.
idempotency-conflict = This idempotency key was used before, with other arguments.
rate-limited = Too many attempts. Try again later.
sign-in-rejected = The details do not fit. Check them and try again.
payments-unavailable = Payments cannot be taken here at the moment.
payment-declined = The card was declined. Nothing was taken.

field-required = is required
field-too-long = is longer than { $max } characters
field-too-many = has more than { $max } entries
field-forbidden-characters = has control or direction-changing characters
field-card-number = looks like a card number; never send these
field-malformed = should be { $expected }
field-out-of-range = should be between { $min } and { $max }
field-conflicts = cannot be used together with { $with }
field-already-taken = is already taken
field-not-allowed = is not possible: { $because }

# Deleting
confirmation-token = DELETE
confirmation-mismatch = Type { $token } to confirm.
delete-rate-limited = Rate limited - too many deletes this hour
deletion-plan-changed = Something has changed since you looked. Look again before you delete.
deletion-blocked = This customer cannot be deleted yet.
undo-expired = The time for undo is over. Somebody who may restore customers still can.
undo-token-unknown = There is nothing to undo with this token.
customer-erased = This customer was erased for good.
customer-not-deleted = This customer is not deleted.
finish-resolving = Finish resolving these, then return to complete deleting { $customer }.

blocker-work-orders = { $count ->
    [one] { $count } active work order
   *[other] { $count } active work orders
}
blocker-including = (including { $places })
blocker-on-plate = { $count } on { $plate }
blocker-invoices = { $count ->
    [one] { $count } unpaid invoice totalling { $total }
   *[other] { $count } unpaid invoices totalling { $total }
}
blocker-conversations = { $count ->
    [one] { $count } active conversation
   *[other] { $count } active conversations
}
blocker-bookings = { $count ->
    [one] { $count } upcoming booking
   *[other] { $count } upcoming bookings
}
blocker-quotes = { $count ->
    [one] { $count } open quote
   *[other] { $count } open quotes
}

vehicles-count = { $count ->
    [one] { $count } vehicle
   *[other] { $count } vehicles
}
closed-conversations-count = { $count ->
    [one] { $count } closed conversation
   *[other] { $count } closed conversations
}
deletion-summary = This will hide this customer{ $also }. Historical work orders and paid invoices stay on file.
also-one = { " " }and { $a }
also-two = , { $a }, and { $b }
effect-cancel-work-orders = { $count ->
    [one] { $count } active work order will be cancelled.
   *[other] { $count } active work orders will be cancelled.
}
effect-close-work-orders = { $count ->
    [one] { $count } active work order will be closed.
   *[other] { $count } active work orders will be closed.
}
effect-close-conversations = { $count ->
    [one] { $count } active conversation will be closed.
   *[other] { $count } active conversations will be closed.
}
effect-void-drafts = { $count ->
    [one] { $count } draft invoice will be voided.
   *[other] { $count } draft invoices will be voided.
}
effect-write-off-invoices = { $count ->
    [one] { $count } unpaid invoice will be written off.
   *[other] { $count } unpaid invoices will be written off.
}
effect-cancel-bookings = { $count ->
    [one] { $count } upcoming booking will be cancelled.
   *[other] { $count } upcoming bookings will be cancelled.
}
effect-cancel-quotes = { $count ->
    [one] { $count } open quote will be cancelled.
   *[other] { $count } open quotes will be cancelled.
}
effect-keep-bookings = { $count ->
    [one] { $count } booking stays on file.
   *[other] { $count } bookings stay on file.
}

# Letters
portal-link-requested = If this address is known here, a link is on its way to it.
portal-link-subject = Sign in to { $account }
portal-link-text =
    Hello,

    open this link to sign in to { $account }:

    { $url }

    { $minutes ->
        [one] It works once, within a minute.
       *[other] It works once, within { $minutes } minutes.
    }
    If you did not ask for it, you can ignore this message.
