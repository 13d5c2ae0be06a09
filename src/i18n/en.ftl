# Failures
not-permitted = You do not have the permission { $permission }.
customer-not-found = There is no such customer.
record-not-found = There is no such record.
version-conflict = Somebody has changed this since you read it. Read it again, then decide.
wrong-state = Not possible while it is { $state }.
customer-already-deleted = This customer is deleted. What is kept can be read, not changed.
customer-merged = This customer is part of another now. Go on with that one.
plate-taken = The plate { $plate } is on another vehicle.
booking-time-taken = The time of booking { $number } has been taken since.
public-booking-requested = Thank you. The business has your request and will get back to you.
public-slot-taken = That time has just been taken. Please choose another one.
public-booking-closed = There is no booking page here.
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
customer-masked = What was known of this customer was made unreadable for good.
customer-held = { $count ->
    [one] { $count } legal hold keeps what is known of this customer.
   *[other] { $count } legal holds keep what is known of this customer.
}
originals-lost = What was masked cannot be read any more: its key is not in the key store.
suppression-key-lost = Who is on the suppression list cannot be recognised any more: its key is not in the key store.
suppression-purpose = Keeps an import from bringing back, unasked, somebody whose data was erased. It is used for nothing else.
effect-mask = Names, contact details and notes become unreadable, for good once undo is over.
erasure-plan = { $count ->
    [one] { $count } customer will be deleted for good. This cannot be undone once it is final. Type { $count } to go on.
   *[other] { $count } customers will be deleted for good. This cannot be undone once it is final. Type { $count } to go on.
}
count-mismatch = { $count ->
    [one] There is { $count } customer. Type that number to go on.
   *[other] There are { $count } customers. Type that number to go on.
}
bulk-delete-not-allowed = Here customers are deleted one at a time. The deletion policy can allow more.
erasure-plan-changed = These are not the customers that you saw. Look at the plan again.
pairs-mismatch = { $count ->
    [one] There is { $count } pair. Type that number to go on.
   *[other] There are { $count } pairs. Type that number to go on.
}
merge-plan-changed = What would be merged changed since it was shown. Look at it again, then decide.
erasure-not-scheduled = This customer is not about to be erased.
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
blocker-legal-holds = { $count ->
    [one] { $count } legal hold
   *[other] { $count } legal holds
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
email-change-requested = A link is on its way to the new address. Until you follow it, nothing changes.
email-change-subject = Confirm your address for { $account }
email-change-text =
    Hello,

    somebody wants to use this address with { $account }. If it was you, confirm it here:

    { $url }

    { $minutes ->
        [one] The link works once, within a minute.
       *[other] The link works once, within { $minutes } minutes.
    }
    If it was not you, you can ignore this message: nothing changes.
email-changed-subject = Your address for { $account } has changed
email-changed-text =
    Hello,

    your e-mail address for { $account } was changed in the customer portal.
    From now on we write to the new one, and this one does not sign you in any more.

    If it was not you, get in touch with us.

    { $account }

# Days and times
calendar-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
calendar-weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
calendar-day = { $day } { $month } { $year }
calendar-moment = { $weekday }, { $date } at { $time }

# Letters about records
letter-line-when = When: { $value }
letter-line-what = What: { $value }
letter-line-who = Who comes: { $value }
letter-line-where = Where: { $value }
letter-line-price = Price: { $value }
letter-line-total = Total: { $value }
letter-line-due = Due: { $value }
letter-line-valid = Valid until: { $value }
letter-line-amount = Amount: { $value }
letter-line-paid = Received: { $value }
letter-booking-made-subject = Your booking { $number } with { $account }
letter-booking-made-text =
    Hello,

    we have your booking { $number }:

    { $details }

    Your bookings are at { $url }

    { $account }
letter-booking-moved-subject = Your booking { $number } with { $account } was moved
letter-booking-moved-text =
    Hello,

    your booking { $number } was moved. It is now:

    { $details }

    Your bookings are at { $url }

    { $account }
letter-booking-cancelled-subject = Your booking { $number } with { $account } was cancelled
letter-booking-cancelled-text =
    Hello,

    your booking { $number } was cancelled:

    { $details }

    You can book again at { $url }

    { $account }
letter-booking-reminder-subject = A reminder of your booking { $number } with { $account }
letter-booking-reminder-text =
    Hello,

    your booking { $number } is soon:

    { $details }

    If the time does not suit you any more, see { $url }

    { $account }
letter-quote-sent-subject = Your quote { $number } from { $account }
letter-quote-sent-text =
    Hello,

    here is our quote { $number }:

    { $details }

    Read, accept or decline it here:

    { $url }

    { $account }
letter-invoice-issued-subject = Your invoice { $number } from { $account }
letter-invoice-issued-text =
    Hello,

    we have issued your invoice { $number }:

    { $details }

    Your invoices are at { $url }

    { $account }
letter-payment-received-subject = { $account } has received your payment
letter-payment-received-text =
    Hello,

    thank you for your payment towards invoice { $number }:

    { $details }

    Your invoices are at { $url }

    { $account }
letter-payment-method-asked-subject = { $account } asks for a payment method
letter-payment-method-asked-text =
    Hello,

    please leave a payment method here. The link works once, within a week:

    { $url }

    Never send card numbers by e-mail.

    { $account }
letter-rating-asked-subject = How was your booking { $number } with { $account }?
letter-rating-asked-text =
    Hello,

    your booking { $number } is completed:

    { $details }

    Tell us how it was. It takes a minute:

    { $url }

    { $account }
letter-unsubscribe = If you do not want messages like this any more: { $url }
letter-provider-line = Booking { $number }: { $when }
letter-provider-cancelled-subject = { $count ->
    [one] { $count } of your bookings was cancelled
   *[other] { $count } of your bookings were cancelled
}
letter-provider-cancelled-text =
    Hello,

    { $count ->
        [one] this booking of yours was cancelled:
       *[other] these bookings of yours were cancelled:
    }

    { $details }

    { $account }
letter-provider-back-subject = { $count ->
    [one] { $count } of your cancelled bookings is back
   *[other] { $count } of your cancelled bookings are back
}
letter-provider-back-text =
    Hello,

    { $count ->
        [one] this booking of yours was cancelled, and takes place after all:
       *[other] these bookings of yours were cancelled, and take place after all:
    }

    { $details }

    { $account }

# An invoice on paper
pdf-title = Invoice { $number }
pdf-draft = Invoice (draft)
pdf-issued-on = Issued on { $day }
pdf-due-on = Due by { $day }
pdf-paid = Paid in full
pdf-void = Void
pdf-written-off = Written off
pdf-bill-to = Bill to
pdf-description = Description
pdf-quantity = Quantity
pdf-unit-price = Unit price
pdf-tax = Tax
pdf-amount = Amount
pdf-net = Total without tax
pdf-tax-at = { $name } { $percent } %
pdf-total = Total
pdf-payment = Paid on { $day }
pdf-tip = Tip, with thanks
pdf-refund = Given back on { $day }
pdf-outstanding = Outstanding
pdf-page = Page { $page } of { $pages }

# Imports and exports
job-file-too-large = The file is larger than is taken.
job-upload-broken = The upload broke off. Prepare another import.
job-unreadable = The file is not a CSV file with a header in UTF-8.
job-broken-file = The file cannot be read on: perhaps a quote is never closed.
job-suppression-key-lost = Who was erased cannot be recognised any more: the key of the suppression list is not in the key store. Put it back, or remove from the list whoever cannot be recognised.
job-in-the-way = Some records were touched since the import. Nothing was taken back.
job-gave-up = This failed again and again on our side. Try again later.

# Why rows of an import were left out
import-no-such-customer = there is no such customer
import-customer-deleted = the customer is deleted
import-unpaid-without-customer = only paid invoices can be without a customer
import-named-without-customer = a name or an address without a customer could never be erased
import-several-customers = several customers have this e-mail address
import-plate-taken = the plate is on another vehicle
import-vehicle-gone = the vehicle is gone
import-no-valid-customer = what would come of it is no valid customer
import-no-such-service = there is no service of this name
import-no-such-provider = there is no provider of this name
import-several-providers = several providers have this name
import-provider-busy = the provider is busy then
import-not-bookable = cannot be booked
import-no-such-invoice = no invoice of the other file has this reference
import-row-too-long = the row is longer than a mebibyte; perhaps a quote is never closed
import-row-not-text = the row is not UTF-8 text
import-there-already = is there already
import-in-earlier-row = is in an earlier row
import-suppressed = belongs to somebody who was erased
import-like-external-ref = reference
import-like-email = e-mail address and name
import-like-phone = phone number and name
import-like-plate = plate
import-like-vin = vehicle identification number
import-like-number = number
import-kept-changed = changed since the import
import-kept-attached = something was attached to it since the import
import-kept-forgotten = what it was before is not kept any more
import-kept-held = a legal hold keeps it
import-row-cells = the row has { $cells ->
    [one] { $cells } cell
   *[other] { $cells } cells
}, the header has { $columns }

# What a value should be, and why one is not possible
expected-email = an e-mail address such as ana@example.com
expected-phone = a phone number of 4 to 20 digits
expected-plate = letters and digits such as AB12 CDE
expected-vin = letters and digits such as WVWZZZ1JZXW000001
expected-currency = an ISO 4217 code such as GBP
expected-decimals = no more decimals than the currency has
expected-date = a date such as 2025-03-31
expected-decimal = a decimal number such as 12.50
expected-country = an ISO 3166-1 code such as GB, or the country's English name
expected-quantity = a quantity above 0 with at most three decimals, up to 1000000
expected-invoice-state = PAID or ISSUED
expected-customer-kind = PERSON or BUSINESS
expected-time = a time such as 2025-03-31 09:30, which the clocks show once
expected-booking-state = REQUESTED, SCHEDULED, COMPLETED, CANCELLED or NO_SHOW
expected-year = a year such as 2019
because-number-is-ours = numbers such as INV-000001 are given by Lethe
because-lines-in-other-file = an invoice has 1 to 1000 lines in the other file
because-lines-add-up = the lines add up to another sum
because-booking-too-far = a booking is within ten years
because-booking-ends-first = a booking ends after it starts
because-booking-too-long = a booking takes at most 31 days
because-no-such-field = there is no such field
because-no-such-column = the file has no such column
because-field-without-column = a field that is needed has no column

# Retention
retention-list-changed = The list is not the one that you have seen. Look at it again, then approve.
retention-already-approved = You have approved this list. Somebody else must approve it too.
letter-retention-waits-subject = The retention run “{ $name }” waits for approval
letter-retention-waits-text =
    Hello,

    { $count ->
        [one] the retention run “{ $name }” has listed { $count } customer. Nothing happens to this customer
       *[other] the retention run “{ $name }” has listed { $count } customers. Nothing happens to them
    } until somebody has looked at the list and approved it.

    { $account }
letter-retention-done-subject = The retention run “{ $name }” is done
letter-retention-done-text =
    Hello,

    the retention run “{ $name }”, which you approved, is done.

    { $details }

    { $account }
retention-listed = Not gone through: { $count }
retention-excluded = Taken out in the review: { $count }
retention-scheduled = Parted with: { $count }
retention-bought-since = Left out, having bought something since: { $count }
retention-restored = Left out, restored since: { $count }
retention-no-longer-fits = Left out, as the rule does not fit any more, or merged: { $count }
retention-blocked = Left out because of open records: { $count }
retention-held = Left out because of a legal hold: { $count }
retention-already-erased = Left out, erased already: { $count }
retention-gone = Left out, not there any more: { $count }
