//! The queue of deferred effects. A job is leased by moving its time forward, so that a worker
//! that dies gives it back by itself; what is done is deleted, and with it the codes it carried.

use mithaq_domain::{
    id::{JobId, TenantId},
    job::{self, Job, Lane},
    time::Instant,
};

use crate::{EveryoneTx, Row, StoreError, TenantTx, tenant::to_json};

statements! {
    INSERT = "INSERT INTO job (id, tenant_id, kind, payload, sealed, run_at, attempts, created_at, lane)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)";
    LIST_DUE = "SELECT id, tenant_id, payload, sealed, attempts FROM job WHERE lane = $2 AND run_at <= $1
        ORDER BY run_at, id LIMIT $3";
    IS_DUE = "SELECT CAST(1 AS BIGINT) FROM job WHERE lane = $2 AND run_at <= $1 LIMIT 1";
    LEASE = "UPDATE job SET run_at = $3, attempts = attempts + 1 WHERE id = $1 AND run_at <= $2";
    RELEASE = "UPDATE job SET run_at = $1 WHERE run_at > $1";
    DELETE = "DELETE FROM job WHERE id = $1";
    POSTPONE = "UPDATE job SET run_at = $2, last_error = $3 WHERE id = $1";
    COUNT = "SELECT COUNT(*) FROM job";
    LIST_QUEUED = "SELECT tenant_id, payload, attempts, created_at, last_error FROM job WHERE lane = $1 ORDER BY run_at, id LIMIT $2";
}

/// A job to be queued.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// What is to be done.
    pub job: Job,
    /// Personal values that it needs, sealed.
    pub sealed: Option<Vec<u8>>,
}

/// A job that this worker holds.
#[derive(Clone, Debug)]
pub struct LeasedJob {
    /// Its id.
    pub id: JobId,
    /// Whose.
    pub tenant: TenantId,
    /// What is to be done.
    pub job: Job,
    /// Personal values that it needs, sealed.
    pub sealed: Option<Vec<u8>>,
    /// Attempts so far, this one included.
    pub attempts: i64,
}

/// A job as it stands in the queue, for whoever only looks.
#[derive(Clone, Debug)]
pub struct QueuedJob {
    /// Whose.
    pub tenant: TenantId,
    /// What is to be done.
    pub job: Job,
    /// Attempts so far.
    pub attempts: i64,
    /// When it was queued.
    pub queued_at: Instant,
    /// Why the last attempt that ended came to nothing; no personal value.
    pub last_error: Option<String>,
}

impl TenantTx<'_> {
    /// Queues a job to run at once.
    pub fn insert_job(&mut self, new: &NewJob, now: Instant) -> Result<(), StoreError> {
        self.insert_later_job(new, now, now)
    }

    /// Queues a job to run from a moment on.
    pub fn insert_later_job(
        &mut self,
        new: &NewJob,
        run_at: Instant,
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        let payload = to_json(&new.job)?;
        self.execute(
            INSERT,
            params![
                new.id.as_bytes(),
                tenant,
                new.job.kind(),
                payload,
                new.sealed.as_ref(),
                run_at.unix_millis(),
                now.unix_millis(),
                new.job.lane().number()
            ],
        )?;
        Ok(())
    }
}

impl EveryoneTx<'_> {
    /// Whether a job of a lane is due.
    pub fn is_job_due(&mut self, lane: Lane, now: Instant) -> Result<bool, StoreError> {
        let row = self.query_one(IS_DUE, params![now.unix_millis(), lane.number()])?;
        Ok(row.is_some())
    }

    /// Leases up to `most` jobs of a lane that are due.
    pub fn lease_jobs(
        &mut self,
        lane: Lane,
        most: i64,
        now: Instant,
    ) -> Result<Vec<LeasedJob>, StoreError> {
        let due = self.query(LIST_DUE, params![now.unix_millis(), lane.number(), most])?;
        let until = now.plus(job::LEASE).unix_millis();
        let mut leased = Vec::new();
        for row in &due {
            let job = read(row)?;
            if self.execute(LEASE, params![job.id.as_bytes(), now.unix_millis(), until])? == 1 {
                leased.push(job);
            }
        }
        Ok(leased)
    }

    /// Gives back what a worker that died was holding, and lets what was put off run at once. Only
    /// for a server that has the database to itself, at its start.
    pub fn release_jobs(&mut self, now: Instant) -> Result<u64, StoreError> {
        self.execute(RELEASE, params![now.unix_millis()])
    }

    /// Forgets a job that is done; false when it was gone already.
    pub fn delete_job(&mut self, id: JobId) -> Result<bool, StoreError> {
        Ok(self.execute(DELETE, params![id.as_bytes()])? == 1)
    }

    /// Puts a job off; the reason holds no personal value.
    pub fn postpone_job(
        &mut self,
        id: JobId,
        run_at: Instant,
        reason: &str,
    ) -> Result<(), StoreError> {
        self.execute(
            POSTPONE,
            params![id.as_bytes(), run_at.unix_millis(), reason],
        )?;
        Ok(())
    }

    /// At most `most` jobs of a lane, due or not, those that are run first being the first.
    pub fn list_queued_jobs(
        &mut self,
        lane: Lane,
        most: i64,
    ) -> Result<Vec<QueuedJob>, StoreError> {
        let rows = self.query(LIST_QUEUED, params![lane.number(), most])?;
        let read = |row: &Row| {
            Ok(QueuedJob {
                tenant: TenantId::new(row.integer(0)?),
                job: crate::tenant::from_json(row, 1)?,
                attempts: row.integer(2)?,
                queued_at: Instant::from_unix_millis(row.integer(3)?),
                last_error: row.optional_text(4)?.map(str::to_owned),
            })
        };
        rows.iter().map(read).collect()
    }

    /// How many jobs are queued, due or not.
    pub fn count_jobs(&mut self) -> Result<i64, StoreError> {
        let row = self.query_one(COUNT, &[])?;
        row.map_or(Ok(0), |row| row.integer(0))
    }
}

fn read(row: &Row) -> Result<LeasedJob, StoreError> {
    Ok(LeasedJob {
        id: JobId::from_slice(row.bytes(0)?).ok_or_else(|| row.corrupt(0, "a UUID"))?,
        tenant: TenantId::new(row.integer(1)?),
        job: crate::tenant::from_json(row, 2)?,
        sealed: row.optional_bytes(3)?.map(<[u8]>::to_vec),
        attempts: row.integer(4)?.saturating_add(1),
    })
}
