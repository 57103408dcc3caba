import { trace } from "@opentelemetry/api";

const span = trace.getActiveSpan();
span.setAttribute("order.id", order.id); // not "orderId", not a bare "order" beside it
span.setAttribute("order.total_amount", order.total);
if (order.note) {
  span.setAttribute("order.note", order.note);
}
