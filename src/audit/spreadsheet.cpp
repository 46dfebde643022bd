#include "audit/spreadsheet.hpp"

#include "platform/json/shape.hpp"
#include "platform/values/csv.hpp"

namespace venera::audit {

namespace {

void add_cell(std::string& out, std::string_view text) {
    if (!out.empty() && out.back() != '\n') out += ',';
    out += csv_cell(text);
}

template <class T>
void add_cell(std::string& out, const std::optional<T>& value) {
    if constexpr (std::is_same_v<T, std::string>) {
        add_cell(out, std::string_view{value ? *value : std::string{}});
    } else {
        add_cell(out, std::string_view{value ? value->text() : std::string{}});
    }
}

}  // namespace

std::string table_of(const std::vector<AuditEntry>& entries) {
    std::string out =
        "id,occurred_at,actor_id,actor_role,actor_name,patient_id,action,resource,resource_id,purpose,"
        "purpose_reason,request_id,outcome,address\r\n";
    for (const AuditEntry& entry : entries) {
        add_cell(out, entry.id);
        add_cell(out, entry.occurred_at.text());
        add_cell(out, entry.actor_id);
        add_cell(out, entry.actor_role);
        add_cell(out, entry.actor_name);
        add_cell(out, entry.patient_id);
        add_cell(out, entry.action);
        add_cell(out, entry.resource);
        add_cell(out, entry.resource_id);
        add_cell(out, entry.purpose);
        add_cell(out, entry.purpose_reason);
        add_cell(out, entry.request_id);
        add_cell(out, entry.outcome);
        add_cell(out, entry.address);
        out += "\r\n";
    }
    return out;
}

std::string lines_of(const std::vector<AuditEntry>& entries) {
    std::string out;
    for (const AuditEntry& entry : entries) {
        json::write_json(out, entry);
        out += '\n';
    }
    return out;
}

}  // namespace venera::audit
