// The types of the API as the pages use them, from the generated ones, and that of /config.json.
import type * as api from '../generated/api';

export type {
  Address,
  Card,
  CompanyContact as Company,
  Customer,
  HistoryEntry as Change,
  JobRecord,
  JobRequest,
  TimeWindow,
} from '../generated/api';

/** One version of a job's record, as far as the board shows it. */
export type AuditEntry = Omit<api.AuditEntry, 'version_id'>;

/** What a customer may see, as far as the pages read it: a stored view can be of another release. */
export type PublicView = Pick<api.PublicView, 'rev' | 'status' | 'can_confirm'> &
  Partial<Omit<api.PublicView, 'timeline'>> & { timeline?: Pick<api.Step, 'status' | 'at'>[] };

/** The id of a kind of job in services.json. */
export type Kind = api.Service['kind'];

/** The company's settings for whoever books. */
export interface BookingCompany extends api.CompanyContact {
  /** ZIP codes where customers can book, or their first digits; empty: everywhere. */
  service_area: string[];
}

export interface Config {
  environment: string;
  login_url: string;
  client_id: string;
  company: BookingCompany;
}
