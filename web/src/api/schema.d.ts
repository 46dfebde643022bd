// Written by tools/types.mjs from docs/openapi.json.
export interface paths {
    "/ai/orient": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TriageRequest"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriageAnswer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApiKeyViewPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MadeApiKey"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    status?: ("held" | "pending" | "booked" | "arrived" | "fulfilled" | "cancelled" | "noshow" | "expired")[];
                    doctor_id?: string;
                    patient_id?: string;
                    from?: string;
                    to?: string;
                    sort?: "start" | "-start";
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AppointmentPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BookAppointment"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    clinic_id: string;
                    date?: string;
                    doctor_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DayBoard"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    clinic_id?: string;
                    doctor_id?: string;
                    date?: string;
                };
                header?: {
                    /** @description The id of the last event that the client has: the stream goes on after it */
                    "Last-Event-ID"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    from?: string;
                    until?: string;
                    clinic_id?: string;
                    specialty?: string;
                    doctor_id?: string;
                    unit?: "day" | "week" | "month";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VisitStatistics"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangeAppointment"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/appointments/{id}/calendar.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/calendar": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["CancelAppointment"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/check-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
            };
        };
        delete: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/due": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DuePayment"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VisitHistory"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/no-show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    patient_id?: string;
                    actor_id?: string;
                    action?: string;
                    resource?: string;
                    outcome?: "allowed" | "denied";
                    purpose?: string;
                    from?: string;
                    to?: string;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditEntryPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/chain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    before?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChainReport"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    format?: "csv" | "ndjson";
                    patient_id?: string;
                    actor_id?: string;
                    action?: string;
                    resource?: string;
                    outcome?: "allowed" | "denied";
                    purpose?: string;
                    from?: string;
                    to?: string;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                        "application/x-ndjson": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/email/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted: it will be done */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["VerifyEmail"];
                };
            };
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LoginUser"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignedIn"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CompleteLogin"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignedIn"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangePassword"];
                };
            };
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ForgotPassword"];
                };
            };
            responses: {
                /** @description Accepted: it will be done */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ResetPassword"];
                };
            };
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignedIn"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RegisterUser"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignedIn"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    specialty?: string;
                    city?: string;
                    country?: string;
                    clinic_id?: string;
                    language?: string;
                    q?: string;
                    min_rating?: number;
                    max_price_cents?: number;
                    near?: string;
                    radius_km?: number;
                    mode?: "in_person" | "video";
                    from?: string;
                    days?: number;
                    part_of_day?: "morning" | "afternoon" | "evening";
                    visit_type?: string;
                    duration_minutes?: number;
                    per_doctor?: number;
                    viewer_timezone?: string;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FoundDoctorPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendars/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    file: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/calendar": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clinics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClinicPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewClinic"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Clinic"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clinics/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Clinic"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ClinicChange"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Clinic"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/clinics/{id}/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClinicPayments"];
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ClinicPayments"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClinicPayments"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clinics/{id}/reminders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClinicReminders"];
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ClinicReminders"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClinicReminders"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/countries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CountryViewPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dead-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ShownEventPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dead-events/{consumer}/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    consumer: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Discard"];
                };
            };
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dead-events/{consumer}/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    consumer: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    specialty?: string;
                    city?: string;
                    country?: string;
                    clinic_id?: string;
                    language?: string;
                    q?: string;
                    min_rating?: number;
                    max_price_cents?: number;
                    near?: string;
                    radius_km?: number;
                    mode?: "in_person" | "video";
                    sort?: "rating" | "price" | "experience" | "name";
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DoctorPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewDoctor"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Doctor"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/retired": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DoctorPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Doctor"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DoctorChange"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Doctor"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/doctors/{id}/agenda": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    from?: string;
                    days?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agenda"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    from?: string;
                    days?: number;
                    visit_type?: string;
                    duration_minutes?: number;
                    viewer_timezone?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DoctorAvailability"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/availability/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    start?: string;
                    local_start?: string;
                    visit_type?: string;
                    duration_minutes?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Explanation"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/busy-calendars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BusyCalendarPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewBusyCalendar"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BusyCalendar"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/busy-calendars/{calendar_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    calendar_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                    calendar_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BusyCalendarPatch"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BusyCalendar"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/doctors/{id}/busy-calendars/{calendar_id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    calendar_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted: it will be done */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BusyCalendar"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConflictPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ScheduleExceptionPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewException"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AddedException"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/exceptions/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExceptionsPreview"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SchedulePreview"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/exceptions/{exception_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    exception_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewReview"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnReview"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Schedule"];
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ScheduleRules"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Schedule"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doctors/{id}/schedule/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ScheduleRules"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SchedulePreview"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewHold"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Hold"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Holder"];
                };
            };
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Holder"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Hold"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MeChange"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/me/appointments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    scope?: "upcoming" | "past";
                    status?: ("held" | "pending" | "booked" | "arrived" | "fulfilled" | "cancelled" | "noshow" | "expired")[];
                    sort?: "start" | "-start";
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AppointmentPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/appointments/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The id of the last event that the client has: the stream goes on after it */
                    "Last-Event-ID"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/calendars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FeedPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewFeed"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MadeFeed"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/calendars/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FeedChange"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Feed"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangeEmail"];
                };
            };
            responses: {
                /** @description Accepted: it will be done */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preferences"];
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preferences"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/relatives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RelativePage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewRelative"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Relative"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/relatives/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/relatives/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Relative"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    appointment_id?: string;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnReviewPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/reviews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReviewChange"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnReview"];
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SecondFactor"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EnrolSecondFactor"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Enrolment"];
                    };
                };
            };
        };
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RemoveSecondFactor"];
                };
            };
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConfirmSecondFactor"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecoveryCodes"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/security-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SecurityEventPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionViewPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/waitlist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    status?: "waiting" | "booked" | "left" | "over";
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WaitingPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    state?: "waiting" | "dead" | "sent" | "skipped" | "discarded";
                    kind?: "verify_email" | "reset_password" | "invitation" | "confirm_new_email" | "email_change_requested" | "email_changed" | "password_changed" | "session_reused" | "second_factor_added" | "second_factor_removed" | "booking_confirmation" | "moved" | "cancelled_by_patient" | "cancelled_by_clinic" | "cancelled_unpaid" | "reminder" | "waitlist_offer" | "record_opened" | "webhook_disabled" | "receipt" | "refund" | "review_invitation";
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ShownMessagePage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MailQueue"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ShownMessage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Discard"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ShownMessage"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ShownMessage"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    city?: string;
                    gender?: "female" | "male" | "other" | "unknown";
                    insurance_provider?: string;
                    age_min?: number;
                    age_max?: number;
                    active?: boolean;
                    sort?: "name" | "newest";
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PatientPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CreatePatient"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Patient"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    city?: string;
                    gender?: "female" | "male" | "other" | "unknown";
                    insurance_provider?: string;
                    age_min?: number;
                    age_max?: number;
                    active?: boolean;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PatientSearch"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PatientPage"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Statistics"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Patient"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PatientChange"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Patient"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/patients/{id}/accesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    from?: string;
                    to?: string;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PatientAccessPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/{id}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Duplicates"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/{id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RequestErasure"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Erased"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    format?: "fhir" | "html";
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/fhir+json": Record<string, never>;
                        "text/html": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MergePatient"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Patient"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/{id}/reactivation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Patient"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/{id}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MedicalRecord"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/{id}/record/allergies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Allergy"][];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MedicalRecord"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/{id}/record/medical-history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Condition"][];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MedicalRecord"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/patients/{id}/record/medications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Medication"][];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MedicalRecord"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    status?: ("processing" | "requires_action" | "cancelled" | "failed" | "succeeded" | "partially_refunded" | "refunded")[];
                    from?: string;
                    to?: string;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewPayment"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Payment"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/reconciliation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    days?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Reconciliation"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    from?: string;
                    to?: string;
                    clinic_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Revenues"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/webhooks/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    provider: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Heard"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Payment"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/{id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Payment"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/{id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RefundPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewRefund"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refund"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    state?: "published" | "hidden";
                    doctor_id?: string;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PracticeReviewPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reviews/{id}/hide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Hiding"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PracticeReview"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reviews/{id}/reply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewReply"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PracticeReview"];
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reviews/{id}/show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PracticeReview"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SettingViewPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/specialties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SpecialtyPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewSpecialty"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Specialty"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/specialties/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SpecialtyChange"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Specialty"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/triage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TriageRequest"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriageAnswer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    role?: "patient" | "doctor" | "staff" | "admin";
                    status?: "active" | "disabled";
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UserViewPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewUser"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UserView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UserSearch"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UserViewPage"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UserView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UserChange"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UserView"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/users/{id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionViewPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    session_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/waitlist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    status?: "waiting" | "booked" | "left" | "over";
                    doctor_id?: string;
                    specialty?: string;
                    priority?: "routine" | "urgent";
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WaitingPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes repeating safe: the same key with the same request gives the stored answer */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["JoinWaitlist"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Waiting"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/waitlist/offers/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OfferAnswer"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AcceptedOffer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/waitlist/offers/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OfferAnswer"];
                };
            };
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/waitlist/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    days?: number;
                    by?: "doctor" | "specialty" | "clinic";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WaitlistStatistics"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/waitlist/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/waitlist/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AcceptedOffer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/waitlist/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EndpointPage"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewEndpoint"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MadeEndpoint"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Endpoint"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done; there is nothing to return */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read; refused with 412 if the resource has changed since */
                    "If-Match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EndpointChange"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Endpoint"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    state?: "waiting" | "delivered" | "dead" | "skipped";
                    type?: string;
                    event_id?: string;
                    from?: string;
                    to?: string;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeliveryPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries/{delivery_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    delivery_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeliveryLog"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries/{delivery_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    delivery_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted: it will be done */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Delivery"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Span"];
                };
            };
            responses: {
                /** @description Accepted: it will be done */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Replayed"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Rotation"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RotatedSecret"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted: it will be done */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Delivery"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptedOffer: {
            /** Format: uuid */
            appointment_id: string;
            reference: string;
            /** @enum {string} */
            status: "held" | "pending" | "booked" | "arrived" | "fulfilled" | "cancelled" | "noshow" | "expired";
            doctor_name: string;
            clinic: components["schemas"]["ClinicCard"];
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            timezone: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
        };
        AddedException: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "closed" | "open";
            /** @example 2026-12-01T09:30 */
            start: string;
            /** @example 2026-12-01T09:30 */
            end: string;
            reason?: string | null;
            outside: components["schemas"]["OutsideVisit"][];
        };
        Address: {
            line?: string | null;
            city?: string | null;
            state?: string | null;
            postal_code?: string | null;
            country?: string | null;
        };
        Agenda: {
            /** Format: uuid */
            doctor_id: string;
            timezone: string;
            /** Format: date */
            from: string;
            /** Format: int64 */
            days: number;
            appointments: components["schemas"]["Appointment"][];
            free: components["schemas"]["AgendaPeriod"][];
            closed: components["schemas"]["AgendaPeriod"][];
            position: string;
        };
        AgendaPeriod: {
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
            /** Format: date */
            local_end_date: string;
            /** @example 09:30 */
            local_end_time: string;
        };
        Alive: {
            /** @enum {string} */
            status: "alive";
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            timestamp: string;
            service: string;
            version: string;
        };
        Allergy: {
            substance: string;
            /** @enum {string} */
            severity: "mild" | "moderate" | "severe";
            reaction?: string | null;
        };
        Alternative: {
            slot_id: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            timezone: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
        };
        ApiKeyView: {
            /** Format: uuid */
            id: string;
            name: string;
            scopes: string[];
            addresses: string[];
            expires_at?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            last_used_at?: string | null;
            revoked_at?: string | null;
        };
        ApiKeyViewPage: {
            data: components["schemas"]["ApiKeyView"][];
            next_cursor?: string | null;
        };
        Appointment: {
            /** Format: uuid */
            id: string;
            reference: string;
            /** Format: uuid */
            doctor_id: string;
            doctor_name: string;
            specialty: components["schemas"]["SpecialtyName"];
            clinic: components["schemas"]["ClinicCard"];
            patient_id?: string | null;
            patient_name?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            /** Format: int64 */
            duration_minutes: number;
            timezone: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
            /** @enum {string} */
            mode: "in_person" | "video";
            visit_type: string;
            /** @enum {string} */
            status: "held" | "pending" | "booked" | "arrived" | "fulfilled" | "cancelled" | "noshow" | "expired";
            reason?: string | null;
            notes?: string | null;
            /** Format: int64 */
            price_cents: number;
            /** @example PEN */
            currency: string;
            /** @enum {string} */
            payment_status: "not_required" | "unpaid" | "deposit_paid" | "paid" | "refunded" | "partially_refunded";
            pay_until?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            cancellable_until: string;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            updated_at: string;
        };
        AppointmentPage: {
            data: components["schemas"]["Appointment"][];
            next_cursor?: string | null;
        };
        Attempt: {
            /** Format: int32 */
            number: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            attempted_at: string;
            /** Format: int32 */
            took_ms: number;
            status?: number | null;
            failure?: string | null;
            answer?: string | null;
        };
        AuditEntry: {
            id: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            occurred_at: string;
            actor_id?: string | null;
            actor_role: string;
            actor_name?: string | null;
            patient_id?: string | null;
            action: string;
            resource: string;
            resource_id?: string | null;
            purpose: string;
            purpose_reason?: string | null;
            request_id: string;
            outcome: string;
            address?: string | null;
        };
        AuditEntryPage: {
            data: components["schemas"]["AuditEntry"][];
            next_cursor?: string | null;
        };
        BoardDoctor: {
            /** Format: uuid */
            id: string;
            name: string;
            specialty: components["schemas"]["SpecialtyName"];
            open: components["schemas"]["AgendaPeriod"][];
        };
        BoardVisit: {
            /** Format: uuid */
            id: string;
            reference: string;
            /** Format: uuid */
            doctor_id: string;
            patient_id?: string | null;
            patient_name?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            /** Format: int64 */
            duration_minutes: number;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
            /** @enum {string} */
            mode: "in_person" | "video";
            visit_type: string;
            /** @enum {string} */
            status: "held" | "pending" | "booked" | "arrived" | "fulfilled" | "cancelled" | "noshow" | "expired";
            /** Format: int64 */
            price_cents: number;
            /** @example PEN */
            currency: string;
            /** @enum {string} */
            payment_status: "not_required" | "unpaid" | "deposit_paid" | "paid" | "refunded" | "partially_refunded";
            pay_until?: string | null;
            /** Format: int64 */
            version: number;
        };
        BookAppointment: {
            doctor_id?: string | null;
            start?: string | null;
            visit_type?: string | null;
            duration_minutes?: number | null;
            reason?: string | null;
            hold_id?: string | null;
            holder_token?: string | null;
            patient_id?: string | null;
            override?: ("closed" | "break" | "exception" | "off_grid" | "notice" | "horizon" | "daily_cap" | "buffer")[] | null;
            override_reason?: string | null;
        };
        BusyCalendar: {
            /** Format: uuid */
            id: string;
            name: string;
            host: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            next_poll_at: string;
            polled_at?: string | null;
            succeeded_at?: string | null;
            last_error?: string | null;
            /** Format: int32 */
            unreadable_events: number;
            /** Format: int64 */
            busy_times: number;
            /** Format: int64 */
            version: number;
        };
        BusyCalendarPage: {
            data: components["schemas"]["BusyCalendar"][];
            next_cursor?: string | null;
        };
        BusyCalendarPatch: {
            name?: string | null;
            url?: string | null;
        };
        CancelAppointment: {
            reason?: string | null;
        };
        Card: {
            number: string;
            /** Format: int32 */
            exp_month: number;
            /** Format: int32 */
            exp_year: number;
            cvc: string;
            holder?: string | null;
        };
        ChainProblem: {
            /** Format: int64 */
            seal: number;
            context?: string | null;
            row_id?: number | null;
            detail: string;
        };
        ChainReport: {
            /** @enum {string} */
            status: "sealed" | "behind" | "broken";
            /** Format: int64 */
            seals: number;
            sealed_at?: string | null;
            public_key: string;
            exported_seal?: number | null;
            contexts: components["schemas"]["ContextChain"][];
            checked?: components["schemas"]["CheckedSpan"] | null;
        };
        ChangeAppointment: {
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start?: string;
            /** Format: uuid */
            doctor_id?: string;
            visit_type?: string;
            /** Format: int32 */
            duration_minutes?: number;
            reason?: string | null;
            notes?: string | null;
            override?: ("closed" | "break" | "exception" | "off_grid" | "notice" | "horizon" | "daily_cap" | "buffer")[] | null;
            override_reason?: string | null;
        };
        ChangeEmail: {
            /** Format: password */
            current_password: string;
            /** Format: email */
            new_email: string;
        };
        ChangePassword: {
            /** Format: password */
            current_password: string;
            /** Format: password */
            new_password: string;
        };
        CheckedSpan: {
            /** Format: int64 */
            first_seal: number;
            /** Format: int64 */
            last_seal: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            since: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            until: string;
            /** Format: int64 */
            seals: number;
            /** Format: int64 */
            rows: number;
            problem?: components["schemas"]["ChainProblem"] | null;
        };
        ChecklistAnswers: {
            chest_pain?: boolean | null;
            breathing?: boolean | null;
            face_arm_speech?: boolean | null;
            heavy_bleeding?: boolean | null;
            self_harm?: boolean | null;
            infant_fever?: boolean | null;
        };
        Clinic: {
            /** Format: uuid */
            id: string;
            name: string;
            address: string;
            city: string;
            /** @example PE */
            country: string;
            timezone: string;
            latitude?: number | null;
            longitude?: number | null;
            phone?: string | null;
            /** @enum {string} */
            payment_policy: "none" | "at_desk" | "at_booking";
            /** Format: int32 */
            pay_within_minutes: number;
            /** Format: int64 */
            version: number;
        };
        ClinicCard: {
            /** Format: uuid */
            id: string;
            name: string;
            address: string;
            city: string;
            /** @example PE */
            country: string;
            timezone: string;
        };
        ClinicChange: {
            name?: string;
            address?: string;
            city?: string;
            /** @example PE */
            country?: string;
            /** @example America/Lima */
            timezone?: string;
            latitude?: number | null;
            longitude?: number | null;
            phone?: string | null;
            /** @enum {string} */
            payment_policy?: "none" | "at_desk" | "at_booking";
            /** Format: int32 */
            pay_within_minutes?: number;
        };
        ClinicCounts: {
            /** Format: int64 */
            visits: number;
            /** Format: int64 */
            kept: number;
            /** Format: int64 */
            cancelled: number;
            /** Format: int64 */
            no_show: number;
            /** Format: int64 */
            open: number;
            /** Format: uuid */
            id: string;
            name: string;
        };
        ClinicPage: {
            data: components["schemas"]["Clinic"][];
            next_cursor?: string | null;
        };
        ClinicPayments: {
            /** Format: int32 */
            deposit_percent: number;
            no_show_fee_cents?: number | null;
        };
        ClinicReminders: {
            reminder_hours: number[];
            review_invitations?: boolean | null;
        };
        CompleteLogin: {
            challenge: string;
            code: string;
        };
        Condition: {
            condition: string;
            /** @enum {string} */
            status: "active" | "resolved";
            since?: string | null;
            note?: string | null;
        };
        ConfirmSecondFactor: {
            code: string;
        };
        Conflict: {
            /** Format: uuid */
            appointment_id: string;
            reference: string;
            /** @enum {string} */
            status: "held" | "pending" | "booked" | "arrived" | "fulfilled" | "cancelled" | "noshow" | "expired";
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
            /** Format: uuid */
            calendar_id: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            busy_start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            busy_end: string;
        };
        ConflictPage: {
            data: components["schemas"]["Conflict"][];
            next_cursor?: string | null;
        };
        ContextChain: {
            context: string;
            sealed_at?: string | null;
            /** Format: int64 */
            unsealed: number;
            oldest_unsealed_at?: string | null;
        };
        Count: {
            label?: string | null;
            /** Format: int64 */
            count: number;
        };
        CountryView: {
            country: string;
            calling_code: string;
            currency: string;
            emergency_number: string;
            languages: string[];
            national_ids: components["schemas"]["NationalIdView"][];
        };
        CountryViewPage: {
            data: components["schemas"]["CountryView"][];
            next_cursor?: string | null;
        };
        CreatePatient: {
            first_name: string;
            last_name: string;
            /** Format: date */
            birth_date: string;
            gender?: ("female" | "male" | "other" | "unknown") | null;
            national_id?: components["schemas"]["NationalId"] | null;
            phone?: string | null;
            email?: string | null;
            address?: components["schemas"]["Address"] | null;
            insurance?: components["schemas"]["Insurance"] | null;
            emergency_contact?: components["schemas"]["EmergencyContact"] | null;
            language?: string | null;
            infos?: unknown | null;
        };
        DayBoard: {
            clinic: components["schemas"]["ClinicCard"];
            /** Format: date */
            date: string;
            /** Format: date */
            today: string;
            doctors: components["schemas"]["BoardDoctor"][];
            visits: components["schemas"]["BoardVisit"][];
            whole: boolean;
            position: string;
        };
        Delivery: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            event_id: string;
            type: string;
            /** @enum {string} */
            state: "waiting" | "delivered" | "dead" | "skipped";
            /** Format: int32 */
            attempts: number;
            status?: number | null;
            failure?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            next_attempt_at?: string | null;
            done_at?: string | null;
        };
        DeliveryLog: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            event_id: string;
            type: string;
            /** @enum {string} */
            state: "waiting" | "delivered" | "dead" | "skipped";
            /** Format: int32 */
            attempts: number;
            status?: number | null;
            failure?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            next_attempt_at?: string | null;
            done_at?: string | null;
            /** @description Any JSON value */
            request: unknown;
            log: components["schemas"]["Attempt"][];
        };
        DeliveryPage: {
            data: components["schemas"]["Delivery"][];
            next_cursor?: string | null;
        };
        Discard: {
            reason: string;
        };
        Doctor: {
            /** Format: uuid */
            id: string;
            name: string;
            specialties: components["schemas"]["SpecialtyName"][];
            bio?: string | null;
            /** Format: int32 */
            experience_years: number;
            /** Format: int64 */
            price_cents: number;
            /** @example PEN */
            currency: string;
            languages: string[];
            photo_url?: string | null;
            clinic: components["schemas"]["ClinicCard"];
            /** @enum {string} */
            payment_policy: "none" | "at_desk" | "at_booking";
            modes: ("in_person" | "video")[];
            /** Format: double */
            rating: number;
            /** Format: int32 */
            review_count: number;
            distance_km?: number | null;
            next_available?: string | null;
            retired: boolean;
            /** Format: int64 */
            version: number;
        };
        DoctorAvailability: {
            /** Format: uuid */
            doctor_id: string;
            timezone: string;
            /** Format: int64 */
            slot_minutes: number;
            visit_type?: string | null;
            next_available?: string | null;
            days: components["schemas"]["FreeDay"][];
        };
        DoctorCard: {
            /** Format: uuid */
            id: string;
            name: string;
            specialties: components["schemas"]["SpecialtyName"][];
            clinic: components["schemas"]["ClinicCard"];
            /** @enum {string} */
            payment_policy: "none" | "at_desk" | "at_booking";
            languages: string[];
            modes: ("in_person" | "video")[];
            /** Format: int64 */
            price_cents: number;
            /** @example PEN */
            currency: string;
            /** Format: int32 */
            experience_years: number;
            /** Format: double */
            rating: number;
            /** Format: int32 */
            review_count: number;
            photo_url?: string | null;
            distance_km?: number | null;
        };
        DoctorChange: {
            name?: string;
            specialties?: string[];
            bio?: string | null;
            /** Format: int32 */
            experience_years?: number;
            /** Format: int32 */
            price_cents?: number;
            /** @example PEN */
            currency?: string;
            languages?: string[];
            photo_url?: string | null;
            /** Format: uuid */
            clinic_id?: string;
            modes?: ("in_person" | "video")[];
        };
        DoctorCounts: {
            /** Format: int64 */
            visits: number;
            /** Format: int64 */
            kept: number;
            /** Format: int64 */
            cancelled: number;
            /** Format: int64 */
            no_show: number;
            /** Format: int64 */
            open: number;
            /** Format: uuid */
            id: string;
            name: string;
        };
        DoctorPage: {
            data: components["schemas"]["Doctor"][];
            next_cursor?: string | null;
        };
        DuePayment: {
            /** Format: uuid */
            appointment_id: string;
            /** @enum {string} */
            kind: "visit" | "deposit";
            /** Format: int64 */
            amount_cents: number;
            /** @example PEN */
            currency: string;
        };
        Duplicates: {
            data: components["schemas"]["Patient"][];
        };
        Emergency: {
            message: string;
            call: string;
            rules: string[];
        };
        EmergencyContact: {
            name: string;
            /** @example +51987654321 */
            phone: string;
            relationship?: string | null;
        };
        Endpoint: {
            /** Format: uuid */
            id: string;
            url: string;
            events: string[];
            description?: string | null;
            enabled: boolean;
            disabled_because?: ("administrator" | "failing" | "gone") | null;
            disabled_at?: string | null;
            failing_since?: string | null;
            previous_secret_until?: string | null;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            updated_at: string;
        };
        EndpointChange: {
            /** Format: uri */
            url?: string;
            events?: string[];
            description?: string | null;
            enabled?: boolean;
        };
        EndpointPage: {
            data: components["schemas"]["Endpoint"][];
            next_cursor?: string | null;
        };
        EnrolSecondFactor: {
            /** Format: password */
            current_password: string;
        };
        Enrolment: {
            secret: string;
            otpauth_uri: string;
        };
        Erased: {
            /** Format: uuid */
            id: string;
            reference: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            erased_at: string;
        };
        ExceptionsPreview: {
            add?: components["schemas"]["NewException"] | null;
            remove?: string | null;
        };
        ExistingPatient: {
            /** Format: uuid */
            id: string;
            reference: string;
        };
        ExplainedTerm: {
            term: string;
            /** Format: double */
            weight: number;
        };
        Explanation: {
            available: boolean;
            reasons: components["schemas"]["ReasonGiven"][];
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
        };
        Feed: {
            /** Format: uuid */
            id: string;
            name: string;
            busy_only: boolean;
            include_relatives: boolean;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            last_read_at?: string | null;
        };
        FeedChange: {
            name: string;
        };
        FeedPage: {
            data: components["schemas"]["Feed"][];
            next_cursor?: string | null;
        };
        ForgotPassword: {
            /** Format: email */
            email: string;
        };
        FoundDoctor: {
            doctor: components["schemas"]["DoctorCard"];
            timezone: string;
            visit_type: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            next_available: string;
            slots: components["schemas"]["Slot"][];
        };
        FoundDoctorPage: {
            data: components["schemas"]["FoundDoctor"][];
            next_cursor?: string | null;
        };
        FreeDay: {
            /** Format: date */
            date: string;
            /** Format: int64 */
            free: number;
            slots: components["schemas"]["Slot"][];
        };
        Heard: {
            received: boolean;
        };
        Hiding: {
            reason: string;
        };
        HistoryStep: {
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            at: string;
            action: string;
            overridden: string[];
            role: string;
            name?: string | null;
        };
        Hold: {
            /** Format: uuid */
            id: string;
            reference: string;
            /** @enum {string} */
            status: "held" | "pending" | "booked" | "arrived" | "fulfilled" | "cancelled" | "noshow" | "expired";
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            expires_at: string;
            holder_token?: string | null;
            /** Format: uuid */
            doctor_id: string;
            doctor_name: string;
            specialty: components["schemas"]["SpecialtyName"];
            clinic: components["schemas"]["ClinicCard"];
            patient_id?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            /** Format: int64 */
            duration_minutes: number;
            timezone: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
            /** @enum {string} */
            mode: "in_person" | "video";
            visit_type: string;
            /** Format: int64 */
            price_cents: number;
            /** @example PEN */
            currency: string;
            /** Format: int64 */
            extensions_left: number;
            /** Format: int64 */
            version: number;
        };
        Holder: {
            holder_token?: string | null;
        };
        HourCounts: {
            /** Format: int64 */
            visits: number;
            /** Format: int64 */
            kept: number;
            /** Format: int64 */
            cancelled: number;
            /** Format: int64 */
            no_show: number;
            /** Format: int64 */
            open: number;
            /** @enum {string} */
            weekday: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
            /** Format: int32 */
            hour: number;
        };
        Insurance: {
            provider: string;
            policy_number?: string | null;
        };
        JoinWaitlist: {
            doctor_id?: string | null;
            specialty?: string | null;
            city?: string | null;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            parts_of_day?: ("morning" | "afternoon" | "evening")[] | null;
            appointment_id?: string | null;
            patient_id?: string | null;
            priority?: ("routine" | "urgent") | null;
        };
        Jwk: {
            kty: string;
            crv: string;
            kid: string;
            x: string;
            alg: string;
            use: string;
        };
        Jwks: {
            keys: components["schemas"]["Jwk"][];
        };
        LeadBucket: {
            /** Format: int32 */
            from_days: number;
            until_days?: number | null;
            /** Format: int64 */
            visits: number;
        };
        LeadTime: {
            median_days?: number | null;
            buckets: components["schemas"]["LeadBucket"][];
        };
        ListedDifference: {
            /** @enum {string} */
            what: "not_in_ledger" | "not_at_provider" | "other_amount";
            transaction_id: string;
            /** Format: int64 */
            amount_cents: number;
            /** @example PEN */
            currency: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            at: string;
            ledger_cents?: number | null;
        };
        LoginUser: {
            /** Format: email */
            email: string;
            /** Format: password */
            password: string;
        };
        MadeApiKey: {
            /** Format: uuid */
            id: string;
            key: string;
            name: string;
            scopes: string[];
            addresses: string[];
            expires_at?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
        };
        MadeEndpoint: {
            /** Format: uuid */
            id: string;
            url: string;
            events: string[];
            description?: string | null;
            enabled: boolean;
            disabled_because?: ("administrator" | "failing" | "gone") | null;
            disabled_at?: string | null;
            failing_since?: string | null;
            previous_secret_until?: string | null;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            updated_at: string;
            secret: string;
        };
        MadeFeed: {
            /** Format: uuid */
            id: string;
            name: string;
            busy_only: boolean;
            include_relatives: boolean;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            last_read_at?: string | null;
            url: string;
        };
        MailQueue: {
            /** Format: int64 */
            due: number;
            oldest_due_at?: string | null;
            /** Format: int64 */
            dead: number;
            /** Format: int64 */
            dead_events: number;
        };
        Me: {
            user: components["schemas"]["UserView"];
            patient?: components["schemas"]["Patient"] | null;
            doctor?: components["schemas"]["DoctorCard"] | null;
            /** Format: int64 */
            version: number;
        };
        MeChange: {
            first_name?: string;
            last_name?: string;
            /** @example es */
            language?: string;
            phone?: string | null;
            birth_date?: string | null;
            gender?: ("female" | "male" | "other" | "unknown") | null;
        };
        MedicalRecord: {
            allergies: components["schemas"]["RecordedAllergy"][];
            medications: components["schemas"]["RecordedMedication"][];
            medical_history: components["schemas"]["RecordedCondition"][];
            /** Format: uuid */
            patient_id: string;
            /** Format: int64 */
            version: number;
            updated_at?: string | null;
        };
        Medication: {
            name: string;
            dose?: string | null;
            frequency?: string | null;
            since?: string | null;
            until?: string | null;
        };
        MergePatient: {
            /** Format: uuid */
            into: string;
        };
        NationalId: {
            /** @example PE */
            country: string;
            type: string;
            number: string;
        };
        NationalIdView: {
            type: string;
            example: string;
        };
        NewApiKey: {
            name: string;
            scopes: ("availability:read" | "appointments:read" | "appointments:write" | "patients:read" | "patients:write")[];
            expires_at?: string | null;
            addresses?: string[] | null;
        };
        NewBusyCalendar: {
            name: string;
            /** Format: uri */
            url: string;
        };
        NewClinic: {
            name: string;
            address: string;
            city: string;
            /** @example PE */
            country: string;
            /** @example America/Lima */
            timezone: string;
            latitude?: number | null;
            longitude?: number | null;
            phone?: string | null;
            payment_policy?: ("none" | "at_desk" | "at_booking") | null;
            pay_within_minutes?: number | null;
        };
        NewDoctor: {
            name: string;
            specialties: string[];
            bio?: string | null;
            /** Format: int32 */
            experience_years: number;
            /** Format: int32 */
            price_cents: number;
            /** @example PEN */
            currency: string;
            languages: string[];
            photo_url?: string | null;
            /** Format: uuid */
            clinic_id: string;
            modes: ("in_person" | "video")[];
        };
        NewEndpoint: {
            /** Format: uri */
            url: string;
            events: string[];
            description?: string | null;
            enabled?: boolean | null;
        };
        NewException: {
            /** @enum {string} */
            kind: "closed" | "open";
            /** @example 2026-12-01T09:30 */
            start: string;
            /** @example 2026-12-01T09:30 */
            end: string;
            reason?: string | null;
        };
        NewFeed: {
            name: string;
            busy_only?: boolean | null;
            include_relatives?: boolean | null;
        };
        NewHold: {
            /** Format: uuid */
            doctor_id: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            visit_type?: string | null;
            duration_minutes?: number | null;
            patient_id?: string | null;
        };
        NewPayment: {
            appointment_id?: string | null;
            hold_id?: string | null;
            holder_token?: string | null;
            patient_id?: string | null;
            method: components["schemas"]["PaymentMethod"];
            amount_cents?: number | null;
        };
        NewRefund: {
            amount_cents?: number | null;
            reason: string;
        };
        NewRelative: {
            /** @enum {string} */
            relationship: "child" | "parent" | "other";
            reference?: string | null;
            first_name?: string | null;
            last_name?: string | null;
            birth_date?: string | null;
            gender?: ("female" | "male" | "other" | "unknown") | null;
            language?: string | null;
        };
        NewReply: {
            text: string;
        };
        NewReview: {
            /** Format: uuid */
            appointment_id: string;
            /** Format: int32 */
            rating: number;
            comment?: string | null;
        };
        NewSpecialty: {
            code: string;
            name: string;
            description?: string | null;
            name_es?: string | null;
            description_es?: string | null;
        };
        NewUser: {
            /** Format: email */
            email: string;
            /** @enum {string} */
            role: "patient" | "doctor" | "staff" | "admin";
            first_name: string;
            last_name: string;
            password?: string | null;
            doctor_id?: string | null;
            clinic_ids?: string[] | null;
            language?: string | null;
        };
        OfferAnswer: {
            token: string;
        };
        OfferGroup: {
            /** Format: int64 */
            times_offered: number;
            /** Format: int64 */
            times_filled: number;
            /** Format: int64 */
            offers: number;
            /** Format: int64 */
            accepted: number;
            /** Format: int64 */
            declined: number;
            /** Format: int64 */
            lapsed: number;
            /** Format: int64 */
            withdrawn: number;
            /** Format: int64 */
            people_offered: number;
            median_minutes_to_fill?: number | null;
            median_days_sooner?: number | null;
            median_days_waited?: number | null;
            id: string;
            name: string;
        };
        OtherSpecialty: {
            specialty: components["schemas"]["SpecialtyView"];
            /** Format: double */
            confidence: number;
        };
        OutsideVisit: {
            /** Format: uuid */
            appointment_id: string;
            reference: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
        };
        OwnReview: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            appointment_id: string;
            /** Format: uuid */
            doctor_id: string;
            /** Format: uuid */
            patient_id: string;
            visit?: components["schemas"]["ReviewedVisit"] | null;
            /** Format: int32 */
            rating: number;
            comment?: string | null;
            /** @enum {string} */
            state: "published" | "hidden" | "withdrawn";
            hidden_reason?: string | null;
            reply?: components["schemas"]["ReviewReply"] | null;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            updated_at: string;
        };
        OwnReviewPage: {
            data: components["schemas"]["OwnReview"][];
            next_cursor?: string | null;
        };
        PaidVisit: {
            /** Format: uuid */
            id: string;
            reference: string;
            status: string;
            /** Format: uuid */
            doctor_id: string;
            doctor_name: string;
            patient_name?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            timezone: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
            payment_status: string;
            /** Format: int64 */
            version: number;
        };
        Patient: {
            /** Format: uuid */
            id: string;
            reference: string;
            first_name: string;
            last_name: string;
            birth_date?: string | null;
            gender?: ("female" | "male" | "other" | "unknown") | null;
            phone?: string | null;
            email?: string | null;
            country?: string | null;
            national_id?: components["schemas"]["NationalId"] | null;
            language?: string | null;
            address?: components["schemas"]["Address"] | null;
            insurance?: components["schemas"]["Insurance"] | null;
            emergency_contact?: components["schemas"]["EmergencyContact"] | null;
            infos?: unknown | null;
            active: boolean;
            merged_into?: string | null;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            updated_at: string;
        };
        PatientAccess: {
            id: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            occurred_at: string;
            own: boolean;
            actor_role: string;
            actor_name?: string | null;
            action: string;
            resource: string;
            purpose: string;
            purpose_reason?: string | null;
            outcome: string;
            address?: string | null;
        };
        PatientAccessPage: {
            data: components["schemas"]["PatientAccess"][];
            next_cursor?: string | null;
        };
        PatientChange: {
            first_name?: string;
            last_name?: string;
            birth_date?: string | null;
            gender?: ("female" | "male" | "other" | "unknown") | null;
            phone?: string | null;
            /** @example es */
            language?: string;
            email?: string | null;
            national_id?: components["schemas"]["NationalId"] | null;
            address?: components["schemas"]["Address"] | null;
            insurance?: components["schemas"]["Insurance"] | null;
            emergency_contact?: components["schemas"]["EmergencyContact"] | null;
            infos?: unknown | null;
        };
        PatientPage: {
            data: components["schemas"]["Patient"][];
            next_cursor?: string | null;
        };
        PatientSearch: {
            q?: string | null;
            phone?: string | null;
            email?: string | null;
            national_id?: unknown | null;
            city?: string | null;
            gender?: ("female" | "male" | "other" | "unknown") | null;
            insurance_provider?: string | null;
            birth_date?: string | null;
            age_min?: number | null;
            age_max?: number | null;
            active?: boolean | null;
            sort?: ("name" | "newest") | null;
            limit?: number | null;
            cursor?: string | null;
        };
        Payment: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            appointment_id: string;
            /** Format: uuid */
            patient_id: string;
            /** @enum {string} */
            kind: "visit" | "deposit";
            /** Format: int64 */
            amount_cents: number;
            /** Format: int64 */
            refunded_cents: number;
            /** @example PEN */
            currency: string;
            /** @enum {string} */
            status: "processing" | "requires_action" | "cancelled" | "failed" | "succeeded" | "partially_refunded" | "refunded";
            failure?: ("card_declined" | "insufficient_funds" | "expired_card" | "incorrect_cvc" | "authentication_failed" | "invalid_token" | "provider_unavailable" | "replaced" | "abandoned") | null;
            action_url?: string | null;
            card_last_four?: string | null;
            card_type?: ("visa" | "mastercard" | "amex" | "discover" | "diners" | "jcb" | "unionpay" | "other") | null;
            provider: string;
            transaction_id?: string | null;
            appointment?: components["schemas"]["PaidVisit"] | null;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            updated_at: string;
        };
        PaymentMethod: {
            card?: components["schemas"]["Card"] | null;
            token?: string | null;
        };
        PaymentPage: {
            data: components["schemas"]["Payment"][];
            next_cursor?: string | null;
        };
        PeriodCounts: {
            /** Format: int64 */
            visits: number;
            /** Format: int64 */
            kept: number;
            /** Format: int64 */
            cancelled: number;
            /** Format: int64 */
            no_show: number;
            /** Format: int64 */
            open: number;
            /** Format: date */
            from: string;
            /** Format: date */
            until: string;
        };
        PracticeReview: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            doctor_id: string;
            /** Format: uuid */
            clinic_id: string;
            /** Format: int32 */
            rating: number;
            comment?: string | null;
            month: string;
            /** @enum {string} */
            state: "published" | "hidden" | "withdrawn";
            hidden_reason?: string | null;
            reply?: components["schemas"]["ReviewReply"] | null;
            /** Format: int64 */
            version: number;
        };
        PracticeReviewPage: {
            data: components["schemas"]["PracticeReview"][];
            next_cursor?: string | null;
        };
        Preferences: {
            confirmations: boolean;
            changes: boolean;
            reminders: boolean;
            reviews?: boolean | null;
        };
        Preview: {
            /** Format: uuid */
            id: string;
            subject: string;
            text: string;
            html: string;
            calendar?: string | null;
        };
        /** @description RFC 9457 problem details. Every refusal has this form. */
        Problem: {
            /**
             * Format: uri-reference
             * @example /problems/not_found
             */
            type: string;
            title: string;
            /** Format: int32 */
            status: number;
            detail: string;
            /** @description Stable: what programs read */
            code: string;
            request_id: string;
            /** @description Every problem of the input */
            errors?: {
                /** Format: json-pointer */
                pointer?: string;
                parameter?: string;
                code: string;
                detail: string;
            }[];
            /** @enum {string} */
            outcome?: "unknown";
        };
        Ready: {
            /** @enum {string} */
            status: "ready" | "starting" | "database_unreachable" | "durability_off" | "clock_skew" | "draining";
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            timestamp: string;
            alarms: ("events_behind" | "old_transaction" | "messages_late" | "offers_late")[];
        };
        ReasonGiven: {
            /** @enum {string} */
            rule: "closed" | "break" | "exception" | "off_grid" | "notice" | "horizon" | "daily_cap" | "buffer" | "taken" | "held" | "patient_busy" | "doctor_retired";
            detail: string;
        };
        Reconciliation: {
            provider: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            from: string;
            /** Format: int64 */
            movements: number;
            /** Format: int64 */
            under_way: number;
            differences: components["schemas"]["ListedDifference"][];
        };
        RecordedAllergy: {
            substance: string;
            /** @enum {string} */
            severity: "mild" | "moderate" | "severe";
            reaction?: string | null;
            /** Format: uuid */
            recorded_by: string;
            recorded_by_doctor_id?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            recorded_at: string;
        };
        RecordedCondition: {
            condition: string;
            /** @enum {string} */
            status: "active" | "resolved";
            since?: string | null;
            note?: string | null;
            /** Format: uuid */
            recorded_by: string;
            recorded_by_doctor_id?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            recorded_at: string;
        };
        RecordedMedication: {
            name: string;
            dose?: string | null;
            frequency?: string | null;
            since?: string | null;
            until?: string | null;
            /** Format: uuid */
            recorded_by: string;
            recorded_by_doctor_id?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            recorded_at: string;
        };
        RecoveryCodes: {
            recovery_codes: string[];
        };
        Refund: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            payment_id: string;
            /** Format: int64 */
            amount_cents: number;
            /** @example PEN */
            currency: string;
            /** @enum {string} */
            status: "processing" | "succeeded" | "failed";
            /** @enum {string} */
            because: "too_late" | "cancelled" | "no_show" | "desk" | "moved";
            transaction_id?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            updated_at: string;
        };
        RefundPage: {
            data: components["schemas"]["Refund"][];
            next_cursor?: string | null;
        };
        RegisterUser: {
            /** Format: email */
            email: string;
            /** Format: password */
            password: string;
            first_name: string;
            last_name: string;
            birth_date?: string | null;
            gender?: ("female" | "male" | "other" | "unknown") | null;
            phone?: string | null;
            country?: string | null;
            national_id?: components["schemas"]["NationalId"] | null;
            language?: string | null;
        };
        Relative: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            direction: "for_relative" | "for_me";
            /** @enum {string} */
            relationship: "child" | "parent" | "other";
            /** @enum {string} */
            status: "requested" | "active";
            /** @enum {string} */
            basis: "parent_of_minor" | "own_consent";
            patient_id?: string | null;
            first_name?: string | null;
            last_name?: string | null;
            birth_date?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            requested_at: string;
            consented_by?: string | null;
            consented_at?: string | null;
            ends_on?: string | null;
            /** Format: int64 */
            version: number;
        };
        RelativePage: {
            data: components["schemas"]["Relative"][];
            next_cursor?: string | null;
        };
        RemoveSecondFactor: {
            /** Format: password */
            current_password: string;
            code: string;
        };
        Replayed: {
            /** Format: int64 */
            deliveries: number;
        };
        RequestErasure: {
            reason: string;
            cancel_visits?: boolean | null;
        };
        ResetPassword: {
            token: string;
            /** Format: password */
            new_password: string;
        };
        Revenue: {
            month: string;
            /** @example PEN */
            currency: string;
            /** Format: int64 */
            payments: number;
            /** Format: int64 */
            charged_cents: number;
            /** Format: int64 */
            deposit_cents: number;
            /** Format: int64 */
            refunded_cents: number;
            /** Format: int64 */
            no_show_fee_cents: number;
            /** Format: int64 */
            net_cents: number;
        };
        Revenues: {
            data: components["schemas"]["Revenue"][];
        };
        Review: {
            /** Format: uuid */
            id: string;
            /** Format: int32 */
            rating: number;
            comment?: string | null;
            month: string;
            reply?: components["schemas"]["ReviewReply"] | null;
        };
        ReviewChange: {
            /** Format: int32 */
            rating: number;
            comment?: string | null;
        };
        ReviewPage: {
            data: components["schemas"]["Review"][];
            next_cursor?: string | null;
        };
        ReviewReply: {
            text: string;
            month: string;
            review_changed: boolean;
        };
        ReviewedVisit: {
            doctor_name: string;
            /** Format: date */
            local_date: string;
        };
        RotatedSecret: {
            /** Format: uuid */
            id: string;
            secret: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            previous_secret_until: string;
        };
        Rotation: {
            overlap_hours?: number | null;
        };
        Schedule: {
            /** @example America/Lima */
            timezone: string;
            hours: components["schemas"]["WeeklyPeriod"][];
            /** Format: int32 */
            slot_minutes: number;
            /** Format: int32 */
            buffer_before_minutes: number;
            /** Format: int32 */
            buffer_after_minutes: number;
            /** Format: int32 */
            notice_minutes: number;
            /** Format: int32 */
            horizon_days: number;
            /** Format: int32 */
            cancellation_notice_minutes: number;
            max_per_day?: number | null;
            visit_types: components["schemas"]["VisitType"][];
            /** Format: uuid */
            doctor_id: string;
            /** Format: int64 */
            version: number;
            outside?: components["schemas"]["OutsideVisit"][] | null;
        };
        ScheduleException: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "closed" | "open";
            /** @example 2026-12-01T09:30 */
            start: string;
            /** @example 2026-12-01T09:30 */
            end: string;
            reason?: string | null;
        };
        ScheduleExceptionPage: {
            data: components["schemas"]["ScheduleException"][];
            next_cursor?: string | null;
        };
        SchedulePreview: {
            /** Format: uuid */
            doctor_id: string;
            timezone: string;
            /** Format: date */
            from: string;
            /** Format: int64 */
            days: number;
            open: components["schemas"]["AgendaPeriod"][];
            outside: components["schemas"]["OutsideVisit"][];
        };
        ScheduleRules: {
            /** @example America/Lima */
            timezone: string;
            hours: components["schemas"]["WeeklyPeriod"][];
            /** Format: int32 */
            slot_minutes: number;
            /** Format: int32 */
            buffer_before_minutes: number;
            /** Format: int32 */
            buffer_after_minutes: number;
            /** Format: int32 */
            notice_minutes: number;
            /** Format: int32 */
            horizon_days: number;
            /** Format: int32 */
            cancellation_notice_minutes: number;
            max_per_day?: number | null;
            visit_types: components["schemas"]["VisitType"][];
        };
        SecondFactor: {
            enrolled: boolean;
            since?: string | null;
            /** Format: int64 */
            recovery_codes_left: number;
            required: boolean;
        };
        SecurityEvent: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            type: "signed_in_on_new_device" | "password_changed" | "password_reset" | "email_changed" | "second_factor_added" | "second_factor_removed" | "recovery_code_used" | "refresh_token_reused" | "signed_out_everywhere" | "api_key_created" | "api_key_revoked";
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            occurred_at: string;
            address?: string | null;
        };
        SecurityEventPage: {
            data: components["schemas"]["SecurityEvent"][];
            next_cursor?: string | null;
        };
        SessionView: {
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            last_used_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            expires_at: string;
            address: string;
            user_agent?: string | null;
            current: boolean;
        };
        SessionViewPage: {
            data: components["schemas"]["SessionView"][];
            next_cursor?: string | null;
        };
        SettingView: {
            name: string;
            value?: unknown | null;
            is_default: boolean;
        };
        SettingViewPage: {
            data: components["schemas"]["SettingView"][];
            next_cursor?: string | null;
        };
        ShownEvent: {
            /** Format: uuid */
            id: string;
            consumer: string;
            type: string;
            /** Format: uuid */
            aggregate_id: string;
            /** Format: int32 */
            aggregate_version: number;
            /** Format: int32 */
            attempts: number;
            problem?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            dead_at: string;
        };
        ShownEventPage: {
            data: components["schemas"]["ShownEvent"][];
            next_cursor?: string | null;
        };
        ShownMessage: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "verify_email" | "reset_password" | "invitation" | "confirm_new_email" | "email_change_requested" | "email_changed" | "password_changed" | "session_reused" | "second_factor_added" | "second_factor_removed" | "booking_confirmation" | "moved" | "cancelled_by_patient" | "cancelled_by_clinic" | "cancelled_unpaid" | "reminder" | "waitlist_offer" | "record_opened" | "webhook_disabled" | "receipt" | "refund" | "review_invitation";
            /** @enum {string} */
            state: "waiting" | "dead" | "sent" | "skipped" | "discarded";
            /** Format: uuid */
            subject_id: string;
            /** Format: int32 */
            subject_version: number;
            /** Format: uuid */
            recipient_id: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            due_at: string;
            /** Format: int32 */
            attempts: number;
            reason?: string | null;
            done_at?: string | null;
        };
        ShownMessagePage: {
            data: components["schemas"]["ShownMessage"][];
            next_cursor?: string | null;
        };
        SignedIn: {
            user: components["schemas"]["UserView"];
            patient?: components["schemas"]["Patient"] | null;
            access_token: string;
            token_type: string;
            /** Format: int32 */
            expires_in: number;
        };
        Slot: {
            slot_id: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
            viewer_local_date?: string | null;
            viewer_local_time?: string | null;
        };
        Span: {
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            from: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            to: string;
            states?: ("waiting" | "delivered" | "dead" | "skipped")[] | null;
        };
        Specialty: {
            code: string;
            name: string;
            description?: string | null;
            name_es?: string | null;
            description_es?: string | null;
            /** Format: int64 */
            version: number;
        };
        SpecialtyChange: {
            name?: string;
            description?: string | null;
            name_es?: string | null;
            description_es?: string | null;
        };
        SpecialtyCounts: {
            /** Format: int64 */
            visits: number;
            /** Format: int64 */
            kept: number;
            /** Format: int64 */
            cancelled: number;
            /** Format: int64 */
            no_show: number;
            /** Format: int64 */
            open: number;
            code: string;
            name: string;
        };
        SpecialtyName: {
            code: string;
            name: string;
        };
        SpecialtyPage: {
            data: components["schemas"]["Specialty"][];
            next_cursor?: string | null;
        };
        SpecialtyView: {
            code: string;
            name: string;
        };
        Statistics: {
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            as_of: string;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            active: number;
            by_age_band: components["schemas"]["Count"][];
            by_gender: components["schemas"]["Count"][];
            by_city: components["schemas"]["Count"][];
            by_insurance_provider: components["schemas"]["Count"][];
            registrations_by_month: components["schemas"]["Count"][];
        };
        TriageAnswer: {
            /** @enum {string} */
            urgency: "routine" | "same_day" | "emergency";
            emergency?: components["schemas"]["Emergency"] | null;
            specialty: components["schemas"]["SpecialtyView"];
            /** Format: double */
            confidence: number;
            low_confidence: boolean;
            alternatives: components["schemas"]["OtherSpecialty"][];
            explanation: components["schemas"]["ExplainedTerm"][];
            advice: string;
            if_worse: string;
            disclaimer: string;
            language: string;
            model_version: string;
            language_model_used: boolean;
            find_url?: string | null;
        };
        TriageRequest: {
            symptoms: string;
            language?: string | null;
            age?: number | null;
            sex?: ("female" | "male" | "other" | "unknown") | null;
            checklist?: components["schemas"]["ChecklistAnswers"] | null;
            country?: string | null;
            language_model_consent?: boolean | null;
        };
        UserChange: {
            /** @enum {string} */
            role?: "patient" | "doctor" | "staff" | "admin";
            /** @enum {string} */
            status?: "active" | "disabled";
            first_name?: string;
            last_name?: string;
            doctor_id?: string | null;
            clinic_ids?: string[];
            /** @example es */
            language?: string;
        };
        UserSearch: {
            q?: string | null;
            role?: ("patient" | "doctor" | "staff" | "admin") | null;
            status?: ("active" | "disabled") | null;
            limit?: number | null;
            cursor?: string | null;
        };
        UserView: {
            /** Format: uuid */
            id: string;
            email: string;
            /** @enum {string} */
            role: "patient" | "doctor" | "staff" | "admin";
            first_name: string;
            last_name: string;
            patient_id?: string | null;
            doctor_id?: string | null;
            clinic_ids: string[];
            /** @enum {string} */
            status: "active" | "disabled";
            email_verified: boolean;
            second_factor: boolean;
            /** @example es */
            language: string;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            updated_at: string;
        };
        UserViewPage: {
            data: components["schemas"]["UserView"][];
            next_cursor?: string | null;
        };
        VerifyEmail: {
            token: string;
        };
        VisitHistory: {
            data: components["schemas"]["HistoryStep"][];
            complete: boolean;
        };
        VisitStatistics: {
            /** Format: int64 */
            visits: number;
            /** Format: int64 */
            kept: number;
            /** Format: int64 */
            cancelled: number;
            /** Format: int64 */
            no_show: number;
            /** Format: int64 */
            open: number;
            /** Format: date */
            from: string;
            /** Format: date */
            until: string;
            /** @enum {string} */
            unit: "day" | "week" | "month";
            lead_time: components["schemas"]["LeadTime"];
            periods: components["schemas"]["PeriodCounts"][];
            hours: components["schemas"]["HourCounts"][];
            specialties: components["schemas"]["SpecialtyCounts"][];
            doctors: components["schemas"]["DoctorCounts"][];
            clinics: components["schemas"]["ClinicCounts"][];
        };
        VisitType: {
            code: string;
            name: string;
            /** Format: int32 */
            duration_minutes: number;
            /** Format: int32 */
            price_cents: number;
            /** @example PEN */
            currency: string;
            /** @enum {string} */
            mode: "in_person" | "video";
            buffer_before_minutes?: number | null;
            buffer_after_minutes?: number | null;
        };
        Waiting: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            patient_id: string;
            patient_name?: string | null;
            doctor_id?: string | null;
            specialty?: string | null;
            city?: string | null;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            parts_of_day: ("morning" | "afternoon" | "evening")[];
            appointment_id?: string | null;
            /** @enum {string} */
            priority: "routine" | "urgent";
            /** @enum {string} */
            status: "waiting" | "booked" | "left" | "over";
            offer?: components["schemas"]["WaitlistOffer"] | null;
            /** Format: int64 */
            offers_made: number;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            updated_at: string;
        };
        WaitingFairness: {
            /** Format: int64 */
            waiting: number;
            /** Format: int64 */
            waiting_without_offer: number;
            longest_days_waiting?: number | null;
            longest_days_without_offer?: number | null;
            /** Format: int64 */
            most_offers_of_one: number;
            mean_offers_of_one?: number | null;
        };
        WaitingPage: {
            data: components["schemas"]["Waiting"][];
            next_cursor?: string | null;
        };
        WaitlistOffer: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            doctor_id: string;
            doctor_name: string;
            clinic: components["schemas"]["ClinicCard"];
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            start: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            end: string;
            timezone: string;
            /** Format: date */
            local_date: string;
            /** @example 09:30 */
            local_time: string;
            /**
             * Format: date-time
             * @example 2026-12-01T15:00:00Z
             */
            expires_at: string;
        };
        WaitlistStatistics: {
            /** Format: int64 */
            times_offered: number;
            /** Format: int64 */
            times_filled: number;
            /** Format: int64 */
            offers: number;
            /** Format: int64 */
            accepted: number;
            /** Format: int64 */
            declined: number;
            /** Format: int64 */
            lapsed: number;
            /** Format: int64 */
            withdrawn: number;
            /** Format: int64 */
            people_offered: number;
            median_minutes_to_fill?: number | null;
            median_days_sooner?: number | null;
            median_days_waited?: number | null;
            fairness: components["schemas"]["WaitingFairness"];
            /** @enum {string} */
            by: "doctor" | "specialty" | "clinic";
            groups: components["schemas"]["OfferGroup"][];
        };
        WeeklyPeriod: {
            /** @enum {string} */
            day_of_week: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
            /** @example 09:30 */
            start_time: string;
            /** @example 09:30 */
            end_time: string;
            break_start?: string | null;
            break_end?: string | null;
            clinic_id?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
