/** Where our app is installed: Bolt's installation store, on calls of the hub. Several workspaces, and whole organisations. */
import type { Installation, InstallationQuery, InstallationStore } from "@slack/bolt";
import type { Hub } from "@singularity/hub-server/client";
import { installationDetails, keepInstallation, removeInstallation } from "@singularity/hub-server/contract";
import { withPatience } from "../conversation/converse.ts";
import type { Place } from "./payload.ts";
import type { Seal } from "./seal.ts";

const surface = "slack";

export interface Installations extends InstallationStore {
  /**
   * Forgets what was installed before this moment, in seconds since 1970; 0: whatever is there. A workspace that has no installation of its
   * own lived by that of its organisation.
   * @param again it was tried before, and what is not there may be what it removed
   */
  readonly forget: (place: Place, at: number, again: boolean) => Promise<void>;
}

/** A renewed token does not make the installation younger. */
type Any = Installation & { readonly installedAt?: string };
type Query = InstallationQuery<boolean>;

/**
 * Kept under the organisation when it was installed for all of it, else under the workspace. Installing again replaces it.
 * @param now milliseconds since 1970
 */
export function installationsOf(hub: Hub, seal: Seal, now: () => number): Installations {
  const ask = withPatience(hub);
  const read = async (id: string | undefined): Promise<Any | undefined> => {
    if (!id) return undefined;
    const { sealed } = await ask(installationDetails, { surface, id });
    return sealed === null ? undefined : (JSON.parse(seal.open(sealed, id)) as Any);
  };
  const isKept = async (id: string) => (await ask(installationDetails, { surface, id })).sealed !== null;
  const remove = (id: string, before: string) => ask(removeInstallation, { surface, id, before });
  return {
    storeInstallation: async (installation: Any) => {
      const id = installation.isEnterpriseInstall ? installation.enterprise?.id : installation.team?.id;
      if (!id) throw new TypeError("An installation names its workspace or its organisation.");
      const installedAt = installation.installedAt ?? new Date(now()).toISOString();
      const sealed = seal.close(JSON.stringify({ ...installation, installedAt }), id);
      await ask(keepInstallation, { surface, id, sealed, installed_at: installedAt });
    },
    /** A workspace of an organisation may have its own installation besides the organisation's. */
    fetchInstallation: async ({ teamId, enterpriseId, isEnterpriseInstall }: Query) => {
      try {
        const own = isEnterpriseInstall ? undefined : await read(teamId);
        const found = own ?? (await read(enterpriseId));
        if (found) return found;
      } catch (error) {
        throw new Error(String(error), { cause: error });
      }
      throw new TypeError(`The app is not installed in ${teamId ?? enterpriseId ?? "this workspace"}.`);
    },
    deleteInstallation: async ({ teamId, enterpriseId, isEnterpriseInstall }: Query) => {
      const id = isEnterpriseInstall ? enterpriseId : (teamId ?? enterpriseId);
      if (id) await remove(id, new Date(now()).toISOString());
    },
    forget: async ({ team, enterprise }, at, again) => {
      const before = new Date(at > 0 ? at * 1000 : now()).toISOString();
      const own = team !== "" && (again || !enterprise || (await isKept(team)));
      const id = own ? team : enterprise;
      if (id) await remove(id, before);
    },
  };
}
