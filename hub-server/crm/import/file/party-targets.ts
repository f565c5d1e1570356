/** What columns of people and companies may be mapped to. */
import { owner, target, type Targets } from "./target.ts";

export const party: Targets = {
  external_id: target(
    "text",
    "Id in the other program",
    "id recordid contactid leadid personid organizationid companyrecordid externalid systemid pipedrivesystemid customerid accountnumber kundennummer",
  ),
  name: target(
    "text",
    "Name",
    "name fullname displayname accountname account companyname organizationname organisation organization customername customer dealername company firma",
  ),
  first_name: target("text", "First name", "firstname givenname vorname first"),
  middle_name: target("text", "Middle name", "middlename additionalname"),
  last_name: target("text", "Last name", "lastname surname familyname nachname last"),
  kind: target("choice", "Kind", "kind partykind", { options: ["organisation", "person"] }),
  company: target(
    "text",
    "Belongs to",
    "company companyname organization organizationname organisation employer associatedcompany accountname account parentaccount subsidiaryof firma firm",
  ),
  company_id: target(
    "text",
    "Id of what it belongs to",
    "companyid accountid associatedcompanyids associatedcompanyid organizationrecordid parentid",
  ),
  email: target(
    "email",
    "E-mail address",
    "email mail emailaddress emails workemail emailwork emailhome emailother requesteremail",
    { many: true },
  ),
  phone: target(
    "phone",
    "Telephone",
    "phone phonenumber telephone mobile mobilephone cell businessphone homephone workphone tel telefon phonework phonehome phoneother",
    { many: true },
  ),
  website: target("url", "Website", "website websiteurl url web webpage homepage domain companydomainname"),
  street: target(
    "text",
    "Street",
    "street address address1 streetaddress billingstreet mailingstreet businessstreet strasse addressline1 address1street",
  ),
  city: target("text", "City", "city billingcity mailingcity businesscity ort stadt town address1city"),
  region: target(
    "text",
    "Region",
    "state region province billingstate mailingstate stateregion businessstate county address1region",
  ),
  postal_code: target(
    "text",
    "Postal code",
    "zip zipcode postalcode postcode billingpostalcode mailingpostalcode businesspostalcode plz address1postalcode",
  ),
  country: target(
    "text",
    "Country",
    "country countryregion billingcountry mailingcountry businesscountryregion land officelocation regionaloffice address1country",
  ),
  contact_title: target("text", "Job title", "title jobtitle position organizationtitle"),
  industry: target("text", "Industry", "industry sector branche"),
  tax_id: target("text", "Tax id", "taxid vat vatid vatnumber ustid taxnumber"),
  legal_name: target("text", "Legal name", "legalname registeredname"),
  note: target(
    "longtext",
    "Note",
    "note notes background description comment comments notiz bemerkung about",
  ),
  tags: target("tags", "Tags", "tags labels label categories groups groupmembership"),
  role: target("text", "Role", "lifecyclestage role relationship customertype"),
  owner,
};
