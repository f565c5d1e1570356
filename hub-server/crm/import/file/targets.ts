/** What columns may be mapped to, noun by noun, and the headers by which other programs call it. */
import { party } from "./party-targets.ts";
import { currency, owner, target, type ImportNoun, type Targets } from "./target.ts";

export type { ImportNoun, Target } from "./target.ts";

const product: Targets = {
  external_id: target("text", "Id in the other program", "id productid recordid externalid"),
  name: target(
    "text",
    "Name",
    "name product productname productdescription item itemname artikel bezeichnung",
  ),
  sku: target(
    "text",
    "SKU",
    "sku productcode stockcode code itemnumber articlenumber artikelnummer partnumber",
  ),
  category: target("text", "Category", "category series family productfamily productcategory type kategorie"),
  unit_price: target("money", "Unit price", "price unitprice salesprice listprice preis retailprice"),
  currency,
  cost: target("money", "Cost", "cost unitcost costprice"),
  stock: target("integer", "In stock", "stock instock quantityonhand unitsinstock inventory"),
  unit: target("text", "Unit", "unit unitofmeasure einheit"),
  description: target("longtext", "Description", "description details beschreibung"),
  owner,
};

const deal: Targets = {
  external_id: target(
    "text",
    "Id in the other program",
    "opportunityid dealid id recordid externalid systemid pipedrivesystemid",
  ),
  name: target("text", "Name", "dealname opportunityname name title opportunity deal"),
  party: target(
    "text",
    "With",
    "account accountname company organization organisation associatedcompany customer customername client contactperson contact associatedcontact",
  ),
  party_id: target(
    "text",
    "Id of whom it is with",
    "accountid associatedcompanyids associatedcompanyid companyid customerid organizationid",
  ),
  product: target("text", "Product", "product productname"),
  value: target("money", "Value", "amount value closevalue dealvalue revenue amountincompanycurrency"),
  currency,
  stage: target("text", "Stage", "dealstage stage stagename salesstage pipelinestage stagepipeline"),
  status: target("text", "Won or lost", "status dealstatus"),
  expected_close: target("date", "Expected close", "closedate expectedclosedate expectedclose closingdate"),
  probability: target("integer", "Probability", "probability dealprobability"),
  source: target("text", "Source", "leadsource source originalsource"),
  lost_reason: target("text", "Lost because", "lostreason closedlostreason lossreason"),
  description: target("longtext", "Description", "description notes note comments dealdescription"),
  owner,
};

const interaction: Targets = {
  external_id: target(
    "text",
    "Id in the other program",
    "id interactionid activityid taskid noteid recordid externalid callid",
  ),
  party: target(
    "text",
    "With",
    "account accountname customer customername contact contactname contactperson company organization client who with person",
  ),
  party_id: target("text", "Id of whom it is with", "accountid whoid whatid customerid contactid"),
  channel: target("text", "Channel", "channel type activitytype interactiontype method medium"),
  direction: target("text", "Direction", "direction"),
  subject: target("text", "Subject", "subject summary topic title"),
  body: target(
    "longtext",
    "Notes",
    "body comment comments notes note content text message details description summarytext transcript",
  ),
  at: target(
    "datetime",
    "When",
    "at date datetime timestamp activitydate interactiondate duedate createdat createdate time when",
  ),
  duration_s: target(
    "minutes",
    "Duration in minutes",
    "duration durationminutes minutes durationinminutes callduration",
  ),
  owner,
};

const supportCase: Targets = {
  external_id: target(
    "text",
    "Id in the other program",
    "id ticketid caseid casenumber ticketnumber recordid externalid",
  ),
  subject: target(
    "text",
    "Subject",
    "subject ticketsubject title issue issuetype problem tickettype category ticketcategory",
  ),
  party: target(
    "text",
    "From",
    "customer customername requester requestername contact contactname organization company account accountname client",
  ),
  party_email: target("email", "From, by e-mail address", "requesteremail customeremail email contactemail"),
  party_id: target("text", "Id of whom it is from", "requesterid accountid customerid contactid"),
  product: target("text", "Product", "product productname productpurchased"),
  priority: target("text", "Priority", "priority ticketpriority severity urgency"),
  status: target("text", "Status", "status ticketstatus state"),
  description: target(
    "longtext",
    "Description",
    "description ticketdescription body details text message comment",
  ),
  resolution: target("longtext", "Resolution", "resolution solution"),
  score: target(
    "text",
    "Satisfaction",
    "satisfactionscore csat csatscore customersatisfaction customersatisfactionrating satisfactionrating satisfaction rating score",
  ),
  owner,
};

const feedback: Targets = {
  external_id: target("text", "Id in the other program", "id feedbackid responseid surveyid recordid"),
  party: target("text", "About", "about customer customername company account organization contact product"),
  kind: target("choice", "Kind", "kind type", {
    options: ["nps", "csat", "ces", "rating", "bug", "idea", "review"],
  }),
  score: target("number", "Score", "score rating nps npsscore csat csatscore stars"),
  text: target("longtext", "Text", "text comment comments feedback review message body"),
  answered_at: target("datetime", "Answered", "date answeredat timestamp createdat submittedat"),
  owner,
};

const invoice: Targets = {
  number: target(
    "text",
    "Invoice number",
    "invoiceno invoicenumber invoice invoiceid orderno ordernumber orderid rechnungsnummer",
  ),
  party: target("text", "To", "customer customername billto company account client customerid kunde"),
  issue_date: target("date", "Date", "invoicedate date issuedate orderdate datum"),
  due_date: target("date", "Due", "duedate due"),
  product: target("text", "Product", "stockcode sku productcode product item productid"),
  description: target("text", "Description", "description productname itemname lineitem"),
  quantity: target("number", "Quantity", "quantity qty units menge anzahl"),
  unit_price: target("money", "Unit price", "unitprice price priceeach einzelpreis"),
  currency,
};

export const targets: Readonly<Record<ImportNoun, Targets>> = {
  party,
  product,
  deal,
  interaction,
  case: supportCase,
  feedback,
  invoice,
};
