import auditLog from '../operations/audit-log.graphql?raw';
import closeConversation from '../operations/close-conversation.graphql?raw';
import completeWorkOrder from '../operations/complete-work-order.graphql?raw';
import deleteCustomer from '../operations/delete-customer.graphql?raw';
import deletedCustomers from '../operations/deleted-customers.graphql?raw';
import deletionPlan from '../operations/deletion-plan.graphql?raw';
import findCustomer from '../operations/find-customer.graphql?raw';
import liveReadiness from '../operations/live-readiness.graphql?raw';
import myInvoices from '../operations/my-invoices.graphql?raw';
import myProfile from '../operations/my-profile.graphql?raw';
import myVehicles from '../operations/my-vehicles.graphql?raw';
import myWorkOrders from '../operations/my-work-orders.graphql?raw';
import restoreCustomer from '../operations/restore-customer.graphql?raw';
import simulatePolicy from '../operations/simulate-policy.graphql?raw';
import takePayment from '../operations/take-payment.graphql?raw';
import undoDelete from '../operations/undo-delete.graphql?raw';
import whoAmI from '../operations/who-am-i.graphql?raw';
import bookableServices from '../operations/bookable-services.graphql?raw';
import freeSlots from '../operations/free-slots.graphql?raw';
import createBooking from '../operations/create-booking.graphql?raw';
import completeBooking from '../operations/complete-booking.graphql?raw';
import invoiceBooking from '../operations/invoice-booking.graphql?raw';
import issueInvoice from '../operations/issue-invoice.graphql?raw';
import customerBookings from '../operations/customer-bookings.graphql?raw';
import callOffErasure from '../operations/call-off-erasure.graphql?raw';
import customerAudit from '../operations/customer-audit.graphql?raw';
import customerKnown from '../operations/customer-known.graphql?raw';
import eraseCustomers from '../operations/erase-customers.graphql?raw';
import erasedCustomers from '../operations/erased-customers.graphql?raw';
import erasureJob from '../operations/erasure-job.graphql?raw';
import erasurePlan from '../operations/erasure-plan.graphql?raw';
import erasureReceipt from '../operations/erasure-receipt.graphql?raw';
import maskCustomer from '../operations/mask-customer.graphql?raw';
import undoMask from '../operations/undo-mask.graphql?raw';
import placeHold from '../operations/place-hold.graphql?raw';
import releaseHold from '../operations/release-hold.graphql?raw';
import approveRetentionRun from '../operations/approve-retention-run.graphql?raw';
import retentionRun from '../operations/retention-run.graphql?raw';
import setRetentionRule from '../operations/set-retention-rule.graphql?raw';
import startRetentionRun from '../operations/start-retention-run.graphql?raw';
import findDuplicates from '../operations/find-duplicates.graphql?raw';
import mergePlan from '../operations/merge-plan.graphql?raw';
import mergeCustomers from '../operations/merge-customers.graphql?raw';
import undoMerge from '../operations/undo-merge.graphql?raw';
import mergeAll from '../operations/merge-all.graphql?raw';
import mergeJob from '../operations/merge-job.graphql?raw';

export const documents = {
  findDuplicates,
  mergePlan,
  mergeCustomers,
  undoMerge,
  mergeAll,
  mergeJob,
  approveRetentionRun,
  retentionRun,
  setRetentionRule,
  startRetentionRun,
  placeHold,
  releaseHold,
  callOffErasure,
  customerAudit,
  customerKnown,
  eraseCustomers,
  erasedCustomers,
  erasureJob,
  erasurePlan,
  erasureReceipt,
  maskCustomer,
  undoMask,
  customerBookings,
  issueInvoice,
  invoiceBooking,
  completeBooking,
  createBooking,
  freeSlots,
  bookableServices,
  auditLog,
  closeConversation,
  completeWorkOrder,
  deleteCustomer,
  deletedCustomers,
  deletionPlan,
  findCustomer,
  liveReadiness,
  myInvoices,
  myProfile,
  myVehicles,
  myWorkOrders,
  restoreCustomer,
  simulatePolicy,
  takePayment,
  undoDelete,
  whoAmI,
};
