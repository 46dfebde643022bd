#include "patients/rotation.hpp"

#include <algorithm>
#include <stdexcept>

#include "patients/rotation_queries.hpp"
#include "patients/sealing.hpp"

namespace venera::patients {

namespace {

constexpr auto batch_size = limits::rotation_batch;

}  // namespace

Rotation::Report Rotation::rotate_key_encryption() {
    auto& database = means_.database;
    const auto rotation = begin(RotationKind::key_encryption, means_.key_encryption);
    const std::int32_t version = rotation.version.value_or(1);
    means_.pause();
    Report report;
    // A patient who changes meanwhile is left to the next lap, so the last one finds nobody.
    while (rewrap(version, report) > 0) continue;
    means_.pause();
    end(rotation, means_.key_encryption, count_before_version(database, version));
    return report;
}

// The older keys go, unless somebody's data still needs one.
void Rotation::end(const RotationRow& rotation, crypto::SecretRing& ring, std::int64_t left) {
    if (left > 0) {
        means_.log.warning("keys.old_key_kept", {{"patients", left}});
        return;
    }
    ring.destroy_before(rotation.version.value_or(1));
    finish_rotation(means_.database, rotation.id, means_.clock.now());
}

// The rotation that was begun before, or a new one, with its version as the newest of the ring.
RotationRow Rotation::begin(RotationKind kind, crypto::SecretRing& ring) {
    auto rotation = find_rotation(means_.database, kind);
    if (!rotation) {
        if (!ring.is_stored() && ring.all().size() == 1)
            throw std::runtime_error("the environment holds one such key: put the next one beside it");
        const std::int32_t version = ring.newest().number + (ring.is_stored() ? 1 : 0);
        rotation = begin_rotation(means_.database, kind, version, means_.clock.now());
    }
    const std::int32_t version = rotation->version.value_or(1);
    // An interruption may have come before the key was stored, or after.
    if (ring.is_stored() && ring.newest().number < version) ring.add();
    if (ring.newest().number != version) throw std::runtime_error("the newest key is not the rotation's");
    return *rotation;
}

// One lap. Returns how many rows were wrapped again.
std::int64_t Rotation::rewrap(std::int32_t version, Report& report) {
    std::int64_t rewrapped_rows = 0;
    std::int64_t rejected = 0;
    PatientId after{};
    for (;;) {
        auto batch = keys_before_version(means_.database, after, version, batch_size);
        if (batch.empty()) break;
        after = batch.back().id;
        std::vector<KeysRow> renewed;
        for (KeysRow& row : batch) {
            try {
                static_cast<WrappedKeys&>(row) = rewrapped(means_.key_encryption, row.id, row);
                renewed.push_back(std::move(row));
            } catch (const crypto::Tampered&) {
                ++rejected;
                alarm(row.id);
            }
        }
        if (!renewed.empty()) rewrapped_rows += write_rewrapped(means_.database, renewed);
        tell("rewrap", report.patients + rewrapped_rows);
    }
    report.patients += rewrapped_rows;
    report.rejected = rejected;
    return rewrapped_rows;
}

Rotation::Report Rotation::rotate_data() {
    auto& database = means_.database;
    auto rotation = find_rotation(database, RotationKind::data);
    if (!rotation) rotation = begin_rotation(database, RotationKind::data, std::nullopt, means_.clock.now());
    announce(rotation->id);
    means_.pause();
    Report report;
    report.patients = switch_all();
    means_.pause();
    reseal_all(report);
    means_.pause();
    drop_all(report);
    if (report.rejected == 0) finish_rotation(database, rotation->id, means_.clock.now());
    return report;
}

std::int64_t Rotation::announce(std::int64_t rotation) {
    std::int64_t announced = 0;
    PatientId after{};
    for (;;) {
        auto batch = keys_before_rotation(means_.database, after, rotation, batch_size);
        if (batch.empty()) return announced;
        after = batch.back().id;
        std::vector<KeysRow> renewed;
        for (KeysRow& row : batch) {
            // Left by a rotation that met data which does not open: its key is not to be dropped.
            if (row.previous_data_key_wrapped) continue;
            static_cast<WrappedKeys&>(row) = with_next(means_.key_encryption, row.id, row);
            renewed.push_back(std::move(row));
        }
        if (!renewed.empty())
            announced += write_next_keys(means_.database, renewed, rotation, means_.clock.now());
        tell("announce", announced);
    }
}

std::int64_t Rotation::switch_all() {
    std::int64_t switched = 0;
    PatientId after{};
    for (;;) {
        const auto batch = switch_keys(means_.database, after, batch_size, means_.clock.now());
        if (batch.empty()) return switched;
        after = *std::ranges::max_element(batch);
        switched += std::ssize(batch);
        tell("switch", switched);
    }
}

// Those with data that does not open, by id.
std::vector<PatientId> Rotation::reseal(const std::vector<KeysRow>& rows, Report& report) {
    std::vector<PatientId> rejected;
    std::vector<PatientKey> batch;
    for (const KeysRow& row : rows) {
        try {
            batch.push_back({row.id, Sealing::unwrap(means_.key_encryption, row.id, row).data_key()});
        } catch (const crypto::Tampered&) {
            rejected.push_back(row.id);
        }
    }
    for (Keeper* keeper : means_.keepers) {
        const Resealed resealed = keeper->reseal(means_.database, batch);
        report.texts += resealed.texts;
        rejected.insert(rejected.end(), resealed.rejected.begin(), resealed.rejected.end());
    }
    std::ranges::sort(rejected);
    rejected.erase(std::ranges::unique(rejected).begin(), rejected.end());
    return rejected;
}

void Rotation::reseal_all(Report& report) {
    PatientId after{};
    std::int64_t done = 0;
    for (;;) {
        const auto rows = keys_with_previous(means_.database, after, batch_size);
        if (rows.empty()) return;
        after = rows.back().id;
        reseal(rows, report);
        done += std::ssize(rows);
        tell("reseal", done);
    }
}

void Rotation::drop_all(Report& report) {
    PatientId after{};
    std::int64_t done = 0;
    for (;;) {
        const auto rows = keys_with_previous(means_.database, after, batch_size);
        if (rows.empty()) return;
        after = rows.back().id;
        const auto rejected = reseal(rows, report);
        for (const PatientId patient : rejected) alarm(patient);
        report.rejected += std::ssize(rejected);
        std::vector<PatientId> finished;
        for (const KeysRow& row : rows) {
            if (!std::ranges::binary_search(rejected, row.id)) finished.push_back(row.id);
        }
        drop_previous_keys(means_.database, finished, means_.clock.now());
        done += std::ssize(finished);
        tell("drop", done);
    }
}

Rotation::Report Rotation::rotate_index() {
    auto& database = means_.database;
    const auto rotation = begin(RotationKind::index, means_.index);
    const std::int32_t version = rotation.version.value_or(1);
    means_.pause();
    switch_index(database, rotation.id, means_.clock.now());
    means_.rows.indexes().write_with(version);
    means_.pause();
    Report report;
    // A row that changes meanwhile is made again by whoever changes it, so the last lap finds nobody.
    while (reindex(version, report) > 0) continue;
    end(rotation, means_.index, count_before_index(database, version));
    return report;
}

// One lap. Returns how many rows have new indexes.
std::int64_t Rotation::reindex(std::int32_t version, Report& report) {
    const std::int64_t before = report.patients;
    report.rejected = 0;
    for (PatientId after{};;) {
        const auto batch = reindex_batch(after, version, report);
        if (batch.empty()) return report.patients - before;
        after = batch.back();
        tell("reindex", report.patients);
    }
}

std::vector<PatientId> Rotation::reindex_batch(PatientId after, std::int32_t version, Report& report) {
    std::vector<PatientRow> indexed;
    const auto work = [&](postgres::Transaction& transaction) {
        indexed.clear();
        std::vector<PatientId> batch;
        std::vector<PatientId> rejected;
        // The rows are held: a change of a profile waits a moment instead of being overwritten.
        for (PatientRow& row : lock_before_index(transaction, after, version, batch_size)) {
            batch.push_back(row.id);
            try {
                means_.rows.index(row, means_.rows.sealing_of(row.id, row));
                indexed.push_back(std::move(row));
            } catch (const crypto::Tampered&) {
                rejected.push_back(row.id);
            }
        }
        write_indexes(transaction, indexed);
        return std::pair{batch, rejected};
    };
    const auto [batch, rejected] = in_transaction(means_.database, work);
    for (const PatientId patient : rejected) alarm(patient);
    report.rejected += std::ssize(rejected);
    report.patients += std::ssize(indexed);
    return batch;
}

void Rotation::tell(std::string_view step, std::int64_t patients) {
    means_.log.info("keys.rotating", {{"step", log::Label{step}}, {"patients", patients}});
}

void Rotation::alarm(PatientId patient) {
    means_.log.error("alarm.sealed_data_rejected", {{"patient_id", patient}});
}

}  // namespace venera::patients
